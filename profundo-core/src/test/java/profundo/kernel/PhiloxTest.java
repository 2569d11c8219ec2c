package profundo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PhiloxTest {
  /// The three known-answer vectors for philox4x32-10 published with the paper's library Random123.
  @Test
  void reproducesTheKnownAnswersOfThePaper() {
    assertThat(block(0, 0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertThat(block(-1, -1, -1, 0xFFFFFFFFL))
        .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertThat(block(0x299f31d0a4093822L, 0x0370734413198a2eL, 0x85a308d3, 0x243f6a88L))
        .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  @Test
  void uniformsLieInTheHalfOpenUnitInterval() {
    assertThat(Philox.uniform(0)).isZero();
    assertThat(Philox.uniform(-1)).isLessThan(1f).isGreaterThan(0.9999999f);
  }

  private static int[] block(long seed, long stream, int step, long block) {
    int[] out = new int[4];
    Philox.block(seed, stream, step, block, out);
    return out;
  }
}
