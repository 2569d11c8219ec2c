/// Experiments with sequences: what recurrent networks must show.
package profundo.app.sequences;
