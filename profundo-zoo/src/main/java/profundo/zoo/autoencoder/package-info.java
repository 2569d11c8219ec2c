/// Autoencoders of all kinds, principal components beside them, and what is done with codes: anomalies, recommendations.
package profundo.zoo.autoencoder;
