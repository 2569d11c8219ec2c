package profundo.app.models;

import java.util.List;
import profundo.Rng;
import profundo.nn.Bidirectional;
import profundo.nn.Cell;
import profundo.nn.ClockworkCell;
import profundo.nn.ContinuousTimeCell;
import profundo.nn.EchoStateNetwork;
import profundo.nn.ElmanCell;
import profundo.nn.FullyRecurrentCell;
import profundo.nn.GruCell;
import profundo.nn.IndRnnCell;
import profundo.nn.JordanCell;
import profundo.nn.LstmCell;
import profundo.nn.NarxCell;
import profundo.nn.Recurrent;
import profundo.nn.ReservoirCell;
import profundo.nn.SecondOrderCell;
import profundo.nn.SequenceLayer;
import profundo.nn.Stacked;

/// The recurrent family: networks over sequences `[batch, time, features]`.
final class RecurrentNetworks {
  private RecurrentNetworks() {}

  static List<Network> all() {
    return List.of(
        cell("elman", "simple recurrent network: the hidden layer sees its last state",
            "Elman 1990, Finding structure in time", ElmanCell::of),
        cell("jordan", "the hidden layer sees the last outputs, with an echo of earlier ones",
            "Jordan 1986, Serial order: a parallel distributed processing approach", (i, h, r) -> JordanCell.of(i, h, h, r)),
        cell("fully-recurrent", "every unit sees every unit and input; learns also in real time (RTRL)",
            "Williams, Zipser 1989, A learning algorithm for continually running fully recurrent neural networks",
            (i, h, r) -> FullyRecurrentCell.of(i, h, h, r)),
        cell("second-order", "weights multiply pairs of unit and input: one transition matrix for each symbol",
            "Giles, Miller, Chen, Chen, Sun, Lee 1992, Learning and extracting finite state automata with second-order"
                + " recurrent neural networks", SecondOrderCell::of),
        cell("ctrnn", "continuous time: leaky integrators with time constants that are learnt",
            "Funahashi, Nakamura 1993, Approximation of dynamical systems by continuous time recurrent neural networks",
            ContinuousTimeCell::of),
        cell("narx", "a perceptron over delayed inputs and its own delayed outputs",
            "Lin, Horne, Tino, Giles 1996, Learning long-term dependencies in NARX recurrent neural networks",
            (i, h, r) -> NarxCell.of(i, h, h, 3, 3, r)),
        cell("lstm", "long short-term memory with forget gates",
            "Hochreiter, Schmidhuber 1997, Long short-term memory; Gers, Schmidhuber, Cummins 2000, Learning to forget",
            LstmCell::of),
        cell("lstm-peephole", "LSTM whose gates see the memory",
            "Gers, Schmidhuber 2000, Recurrent nets that time and count", (i, h, r) -> LstmCell.of(i, h, r).withPeepholes()),
        new Network("bidirectional", Network.RECURRENT, "two networks, one from each end of the sequence",
            "Schuster, Paliwal 1997, Bidirectional recurrent neural networks",
            (i, h, r) -> Bidirectional.of(LstmCell.of(i, h, r), LstmCell.of(i, h, r))),
        new Network("stacked", Network.RECURRENT, "LSTMs one above the other",
            "Graves 2013, Generating sequences with recurrent neural networks",
            (i, h, r) -> Stacked.of(Recurrent.lstm(i, h, r), Recurrent.lstm(h, h, r))),
        new Network("echo-state", Network.RECURRENT, "a fixed random reservoir; only a linear readout is learnt, by regression",
            "Jaeger 2001, The \"echo state\" approach to analysing and training recurrent neural networks",
            (i, h, r) -> EchoStateNetwork.of(ReservoirCell.of(i, h, 0.9, 0.5, r), h)),
        cell("gru", "gated recurrent units, reset before the product, as published",
            "Cho et al. 2014, Learning phrase representations using RNN encoder-decoder for statistical machine translation (v3)",
            (i, h, r) -> GruCell.of(i, h, r).resetBefore()),
        cell("gru-reset-after", "gated recurrent units, reset after the product, as in PyTorch, cuDNN and Keras",
            "Cho et al. 2014, Learning phrase representations ..., first version (arXiv:1406.1078v1), with the biases of cuDNN",
            GruCell::of),
        cell("clockwork", "modules of hidden units that tick at periods 1, 2, 4, ...",
            "Koutnik, Greff, Gomez, Schmidhuber 2014, A clockwork RNN", (i, h, r) -> ClockworkCell.of(i, h, 4, r)),
        cell("indrnn", "a unit remembers itself and no other; meant to be stacked",
            "Li, Li, Cook, Zhu, Gao 2018, Independently recurrent neural network (IndRNN)", IndRnnCell::of));
  }

  @FunctionalInterface
  private interface Cells {
    Cell of(int in, int hidden, Rng rng);
  }

  private static Network cell(String name, String description, String paper, Cells cells) {
    return new Network(
        name, Network.RECURRENT, description, paper, (in, hidden, rng) -> (SequenceLayer) Recurrent.of(cells.of(in, hidden, rng)));
  }
}
