/// File formats, all read as hostile and written atomically: [profundo.io.SafeTensors], [profundo.io.Npy] and
/// [profundo.io.Npz] for arrays, [profundo.io.TensorBoardWriter] and [profundo.io.CsvLog] for what a run reports,
/// [profundo.io.Json] for everything with a structure.
///
/// Bad content is a [profundo.io.FormatException]; a disk that fails is an [java.io.IOException]. Both messages
/// name the file and the remedy.
package profundo.io;
