package profundo.app.report;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/// A report, read strictly: whatever is not well-formed is an error.
record Page(String html, Document document) {
  static Page of(ReportData data) {
    String html = Report.html(data);
    try {
      var factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
      return new Page(html, factory.newDocumentBuilder().parse(new InputSource(new StringReader(html))));
    } catch (Exception e) {
      throw new AssertionError("the report is not well-formed: " + e.getMessage(), e);
    }
  }

  List<Element> all(String element) {
    NodeList found = document.getElementsByTagName(element);
    var list = new ArrayList<Element>();
    for (int i = 0; i < found.getLength(); i++) {
      list.add((Element) found.item(i));
    }
    return list;
  }

  /// Elements of a class.
  List<Element> all(String element, String style) {
    return all(element).stream().filter(e -> List.of(e.getAttribute("class").split(" ")).contains(style)).toList();
  }

  List<String> sections() {
    return all("section").stream().map(e -> e.getAttribute("id")).toList();
  }

  /// The section of an id.
  Page section(String id) {
    Element section = all("section").stream().filter(e -> e.getAttribute("id").equals(id)).findFirst().orElseThrow();
    try {
      Document part = DocumentBuilderFactory.newInstance().newDocumentBuilder().newDocument();
      part.appendChild(part.importNode(section, true));
      return new Page(section.getTextContent(), part);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  String text() {
    return document.getDocumentElement().getTextContent();
  }

  /// Name and value of every attribute.
  List<Node> attributes() {
    var list = new ArrayList<Node>();
    for (Element e : all("*")) {
      NamedNodeMap attributes = e.getAttributes();
      for (int i = 0; i < attributes.getLength(); i++) {
        list.add(attributes.item(i));
      }
    }
    return list;
  }
}
