package profundo.data;

/// A data set as it is published: a part to learn from and a part to be judged on.
///
/// @param train to learn from; a validation part is split off it with [Dataset#split]
/// @param test to be judged on, once
public record TrainTest(Dataset train, Dataset test) {}
