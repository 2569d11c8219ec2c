package profundo.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import profundo.Rng;
import profundo.Shape;

class SoundTest {
  private static float[] tone(double hertz, int rate, int samples) {
    float[] s = new float[samples];
    for (int i = 0; i < samples; i++) {
      s[i] = (float) (0.5 * Math.sin(2 * Math.PI * hertz * i / rate));
    }
    return s;
  }

  @Test
  void soundSurvivesWritingAndReading() {
    Wav sound = new Wav(8000, new float[] {0, 0.5f, -1, 0.25f, 32767 / 32768f});
    Wav back = Wav.read(sound.toBytes(), "memory");
    assertThat(back.rate()).isEqualTo(8000);
    assertThat(back.samples()).containsExactly(sound.samples());
  }

  @Test
  void everyWidthAndSeveralChannels() throws IOException {
    // Full negative and half positive, in 8 bits unsigned, and 24 bits signed with two channels.
    assertThat(read(new byte[] {0, (byte) 192}, new AudioFormat(8000, 8, 1, false, false))).containsExactly(-1, 0.5f);
    assertThat(read(new byte[] {0, 0, (byte) 0x80, 0, 0, 0x40}, new AudioFormat(8000, 24, 2, true, false)))
        .containsExactly(-0.25f);
    assertThat(read(new byte[] {0, 0, 0, (byte) 0xC0}, new AudioFormat(8000, 32, 1, true, false))).containsExactly(-0.5f);
  }

  private static float[] read(byte[] data, AudioFormat format) throws IOException {
    var out = new ByteArrayOutputStream();
    var in = new AudioInputStream(new ByteArrayInputStream(data), format, data.length / format.getFrameSize());
    AudioSystem.write(in, AudioFileFormat.Type.WAVE, out);
    return Wav.read(out.toByteArray(), "memory").samples();
  }

  @Test
  void aFileThatIsCutOffIsRefused() {
    byte[] bytes = new Wav(8000, new float[100]).toBytes();
    assertThatThrownBy(() -> Wav.read(Arrays.copyOf(bytes, 100), "x.wav"))
        .hasMessageContaining("x.wav: expected 100 samples, as its header says, got 28");
  }

  @Test
  void aToneKeepsItsPitchAtAnotherRate() {
    for (int other : new int[] {8000, 22_050, 11_025, 48_000}) {
      float[] got = new Wav(16_000, tone(440, 16_000, 4000)).resample(other).samples();
      float[] expected = tone(440, other, got.length);
      assertThat(got).hasSize((int) Math.ceil(4000.0 * other / 16_000));
      for (int i = got.length / 8; i < got.length * 7 / 8; i++) {
        assertThat(got[i]).as("rate %d, sample %d", other, i).isCloseTo(expected[i], within(2e-3f));
      }
    }
  }

  @Test
  void whatALowerRateCannotHoldIsFilteredOut() {
    float[] got = new Wav(16_000, tone(6000, 16_000, 4000)).resample(8000).samples();
    for (int i = 200; i < got.length - 200; i++) {
      assertThat(Math.abs(got[i])).isLessThan(5e-3f);
    }
  }

  @Test
  void powerIsThatOfTheDefinition() {
    var mel = LogMel.of(8000, 16, 8, 4);
    float[] x = Rng.of(5).normal(Shape.of(40), 0, 1).floats();
    var power = mel.power(x);
    assertThat(power.shape()).isEqualTo(Shape.of(4, 9));
    for (int f = 0; f < 4; f++) {
      for (int k = 0; k <= 8; k++) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < 16; i++) {
          double v = x[f * 8 + i] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / 16));
          re += v * Math.cos(2 * Math.PI * k * i / 16);
          im -= v * Math.sin(2 * Math.PI * k * i / 16);
        }
        assertThat((double) power.floats()[f * 9 + k]).isCloseTo(re * re + im * im, within(1e-4));
      }
    }
  }

  @Test
  void aToneLightsTheBandThatHoldsIt() {
    var mel = LogMel.of(8000, 256, 128, 40);
    int last = -1;
    for (double hertz : new double[] {300, 700, 1500, 3000}) {
      float[] s = mel.apply(tone(hertz, 8000, 4000)).floats();
      int best = 0;
      for (int m = 1; m < 40; m++) {
        best = s[10 * 40 + m] > s[10 * 40 + best] ? m : best;
      }
      double centre = LogMel.hertz(LogMel.mel(4000) * (best + 1) / 41);
      assertThat(centre).as("band of %f Hz", hertz).isCloseTo(hertz, within(hertz * 0.1));
      assertThat(best).isGreaterThan(last);
      last = best;
    }
  }

  @Test
  void melIsAThousandAtAThousandHertz() {
    assertThat(LogMel.mel(1000)).isCloseTo(1000, within(0.1));
    assertThat(LogMel.hertz(LogMel.mel(3210))).isCloseTo(3210, within(1e-6));
  }

  @Test
  void numbersThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> LogMel.of(8000, 255, 128, 40)).hasMessageContaining("even window");
    assertThatThrownBy(() -> new LogMel(8000, 256, 128, 40, 0, 5000)).hasMessageContaining("4000.0 Hz, half the rate");
  }
}
