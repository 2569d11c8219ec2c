/// Files turned into data sets: tables, text, sound, series, volumes, pictures.
///
/// Everything read from outside is taken as hostile: lengths are bounded before they are believed, and a
/// [profundo.data.DataException] names the file, the line where there are lines, what was expected, what came and the
/// remedy.
package profundo.files;
