package profundo.app;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the arrows between the rooms of the program.
class RoomsTest {
  private static final JavaClasses APP =
      new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("profundo.app");

  /// Rooms, and which others they use.
  private static final Map<String, List<String>> USES = new LinkedHashMap<>();

  static {
    USES.put("terminal", List.of());
    USES.put("models", List.of());
    USES.put("report", List.of());
    USES.put("sequences", List.of());
    USES.put("data", List.of("terminal", "models"));
    USES.put("saved", List.of("terminal", "data", "report"));
    USES.put("experiment", List.of("terminal", "data", "models"));
    USES.put("run", List.of("terminal", "data", "models", "report", "saved", "experiment"));
    USES.put("reproduce", List.of("models", "report", "sequences"));
  }

  private static LayeredArchitecture rooms(Map<String, List<String>> uses) {
    LayeredArchitecture rooms = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String room : uses.keySet()) {
      rooms = rooms.layer(room).definedBy("profundo.app." + room);
    }
    rooms = rooms.layer("commands").definedBy("profundo.app").whereLayer("commands").mayNotBeAccessedByAnyLayer();
    for (var e : uses.entrySet()) {
      var room = rooms.whereLayer(e.getKey());
      rooms = e.getValue().isEmpty() ? room.mayNotAccessAnyLayer() : room.mayOnlyAccessLayers(e.getValue().toArray(String[]::new));
    }
    return rooms;
  }

  @Test
  void aRoomUsesOnlyThoseBelow() {
    rooms(USES).check(APP);
  }

  @Test
  void aRoomThatMayUseNoneWouldBeSeenToDoSo() {
    Map<String, List<String>> fewer = new LinkedHashMap<>(USES);
    fewer.put("run", List.of());
    assertThat(rooms(fewer).evaluate(APP).hasViolation()).isTrue();
  }

  @Test
  void everyPackageIsARoom() {
    assertThat(APP.stream().map(c -> c.getPackageName()).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Stream.of("profundo.app"), USES.keySet().stream().map(room -> "profundo.app." + room)).toList());
  }
}
