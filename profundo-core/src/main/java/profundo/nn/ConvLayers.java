package profundo.nn;

import java.util.Map;
import java.util.function.Function;

/// The way back from descriptions to layers that look through windows, and their companions.
final class ConvLayers {
  private ConvLayers() {}

  static void register(Map<String, Function<Config, ? extends Layer>> f) {
    f.put("Conv1d", Conv1d::of);
    f.put("Conv3d", Conv3d::of);
    f.put("ConvTranspose1d", ConvTranspose1d::of);
    f.put("ConvTranspose2d", ConvTranspose2d::of);
    f.put("ConvTranspose3d", ConvTranspose3d::of);
    f.put("MaxPool1d", MaxPool1d::of);
    f.put("MaxPool3d", MaxPool3d::of);
    f.put("AvgPool1d", AvgPool1d::of);
    f.put("AvgPool3d", AvgPool3d::of);
    f.put("GlobalAvgPool", _ -> GlobalAvgPool.of());
    f.put("GlobalMaxPool", _ -> GlobalMaxPool.of());
    f.put("Upsample", Upsample::of);
    f.put("ZeroPad", ZeroPad::of);
    f.put("Crop", Crop::of);
    f.put("CenterCrop", CenterCrop::of);
    f.put("LocallyConnected1d", LocallyConnected1d::of);
    f.put("LocallyConnected2d", LocallyConnected2d::of);
    f.put("FilterBank", FilterBank::of);
  }
}
