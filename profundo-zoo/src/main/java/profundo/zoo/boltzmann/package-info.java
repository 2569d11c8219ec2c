/// Boltzmann machines: restricted, with labels, stacked into deep belief nets and deep Boltzmann machines, and the general one; how they
/// learn, and what tells their likelihood.
package profundo.zoo.boltzmann;
