/// Greedy layer-wise pre-training: each layer learns on the code of the one below, then all become one network.
package profundo.zoo.stack;
