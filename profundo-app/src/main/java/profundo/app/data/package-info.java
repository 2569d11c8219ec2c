/// From what stands after `--data` to samples: data sets by name, folders of pictures, tables of texts and series.
///
/// [profundo.app.data.DataOptions] are the options of it; [profundo.app.data.Samples] is what comes of them.
package profundo.app.data;
