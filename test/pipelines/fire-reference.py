"""What FIRE's modules compute, by their description and in float64, for measurements that fire-reference.ts describes.

Reads cases from the JSON file named on the command line, and prints the images that are expected: pixels, and the
attributes as texts."""

import json
import sys

import numpy as np

JET = {
    "red": [(0, 0), (0.35, 0), (0.66, 1), (0.89, 1), (1, 0.5)],
    "green": [(0, 0), (0.125, 0), (0.375, 1), (0.64, 1), (0.91, 0), (1, 0)],
    "blue": [(0, 0.5), (0.11, 1), (0.34, 1), (0.65, 0), (1, 0)],
}


def greatest(case):
    return 2 ** case.get("bits", 12) - 1


def window(top):
    return dict(WindowCenter=[str((top + 1) / 2)], WindowWidth=[str(top + 1)])


def samples(line):
    flat = np.array(line["data"])
    return (flat[0::2] + 1j * flat[1::2]).reshape(line["coils"], -1)


def to_image(k):
    """Centred over the last two axes, times the number of elements of the whole array."""
    axes = (-2, -1)
    return np.fft.fftshift(np.fft.ifft2(np.fft.ifftshift(k, axes), axes=axes), axes) * k.size


def combined(images, coil_axis):
    return np.sqrt((np.abs(images) ** 2).sum(coil_axis))


def cropped(image, recon):
    for axis, kept in ((-1, recon[0]), (-2, recon[1])):
        if kept != 0:
            first = (image.shape[axis] - kept) // 2
            image = np.take(image, range(first, first + kept), axis)
    return image


def integers(x, top, by):
    return np.around(x.astype(float) * (top / by))


def simplefft(case):
    images = []
    for group in case["groups"]:
        k = np.zeros((group[0]["coils"], case["encoded"][1], case["encoded"][0]), complex)
        for line in group:
            k[:, line["e1"]] = samples(line)
        image = combined(to_image(k), 0)
        image = cropped(integers(image, greatest(case), image.max()), case["recon"])
        attributes = dict(DataRole=["Image"], ImageProcessingHistory=["FIRE", "PYTHON"], **window(greatest(case)))
        images.append(dict(data=image, attributes=attributes))
    return images


def mirrored(case):
    """Uncropped images of a group of readouts, phase by phase."""
    group = case["lines"]
    phases = max(line["phase"] for line in group) + 1
    k = np.zeros((phases, group[0]["coils"], case["encoded"][1], case["encoded"][0]), complex)
    for line in group:
        data = samples(line)
        k[line["phase"], :, line["e1"], case["encoded"][0] - data.shape[1] :] = data
    k = np.flip(k, (-2, -1))
    return combined(to_image(k), 1)


def raw(case):
    """Images of a group of readouts before their contrast is inverted."""
    return list(cropped(mirrored(case), case["recon"]))


def bartfire(case):
    images = mirrored(case)
    top = greatest(case)
    images = cropped(integers(images, top, images.max()), case["recon"])
    history = dict(DataRole=["Image"], ImageProcessingHistory=["PYTHON", "BART"], Keep_image_geometry=["1"])
    return [dict(data=image, attributes=dict(history, **window(top))) for image in images]


def inverted(images, options, top):
    data = np.stack(images)
    if options == "complex":
        top = float(data.max())
    else:
        data = integers(data, top, data.max())
    data = np.abs(top - data)
    attributes = dict(
        DataRole=["Image"],
        ImageProcessingHistory=["PYTHON", "INVERT"],
        SequenceDescriptionAdditional=["FIRE"],
        Keep_image_geometry=["1"],
        **window(top),
    )
    if options == "colormap":
        attributes["LUTFileName"] = ["MicroDeltaHotMetal.pal"]
    if options == "roi":
        attributes["ROI_example"] = heart(data.shape[-2], data.shape[-1])
    if options == "rgb":
        x = (data - data.min()) / (data.max() - data.min())
        entry = np.minimum((x * 256).astype(int), 255)
        data = np.stack([(255 * np.interp(entry, 255 * np.array(p)[:, 0], np.array(p)[:, 1])).astype(int)
                         for p in JET.values()], 1)  # fmt: skip
        for name in ("WindowCenter", "WindowWidth"):
            del attributes[name]
        attributes.update(
            SequenceDescriptionAdditional=["FIRE_RGB"],
            ImageProcessingHistory=["PYTHON", "INVERT", "RGB"],
            InternalSend=["1"],
        )
    return [dict(data=image, attributes=attributes) for image in data]


def heart(rows, columns):
    t = np.linspace(0, 2 * np.pi)
    x = 16 * np.sin(t) ** 3
    y = -13 * np.cos(t) + 5 * np.cos(2 * t) + 2 * np.cos(3 * t) + np.cos(4 * t)
    side = min(rows, columns)
    x, y = [0.1 * side * (v - v.min()) / (v.max() - v.min()) + n - 0.2 * side for v, n in ((x, columns), (y, rows))]
    return ["%f" % v for v in (1, 0, 0, 1)] + ["0", "1"] + ["%f" % v for xy in zip(x, y) for v in xy]


def invertcontrast(case):
    top = greatest(case)
    if "lines" in case:
        return inverted(raw(case), case["options"], top)
    return [image for series in case["series"] for image in inverted([np.array(i) for i in series], case["options"], top)]


def analyzeflow(case):
    """Each series of phases, [phase][y][x], in its order."""
    images = []
    for series in case["series"]:
        data = np.array(series["phases"], float)
        if case["mask"] == "variation":
            masked = np.abs(np.diff(data, 3, axis=0)).mean(0) > 250
        else:
            magnitude = np.array(series["magnitudes"], float)
            masked = magnitude < case["level"] * magnitude.max()
        data = np.where(masked, 2048, data)
        attributes = dict(
            DataRole=["Image"],
            ImageProcessingHistory=["FIRE", "PYTHON"],
            Keep_image_geometry=["1"],
            **window(greatest(case)),
        )
        velocities = np.around((data - 2048) * greatest(case) / 2048)
        images += [dict(data=image, attributes=attributes) for image in velocities]
    return images


def interleaved(values):
    return np.stack([values.real, values.imag], -1)


def spectroscopy(case):
    """The signal of the strongest coil, [segment][line][time], and for a single voxel a picture of its spectrum."""
    lines = case["lines"]
    shape = [max(line[name] for line in lines) + 1 for name in ("average", "segment", "line")]
    kept = [samples(line)[:, line["pre"] : samples(line).shape[1] - line["post"]] for line in lines]
    data = np.zeros((lines[0]["coils"], *shape, kept[0].shape[1]), complex)
    for line, values in zip(lines, kept):
        data[:, line["average"], line["segment"], line["line"]] = values
    data = data[np.abs(data[:, :9, 0, 0]).mean((1, 2)).argmax()].mean(0)
    n = data.shape[-1]
    spectrum = np.fft.fft(data)
    spectrum = np.concatenate([spectrum[..., : n // 4], spectrum[..., n - n // 4 :]], -1)
    signal = 2**25 * np.conj(np.fft.ifft(spectrum))
    if shape[1] > 1 and shape[2] > 1:
        axes = (0, 1)
        signal = np.fft.fftshift(np.fft.ifft2(np.fft.ifftshift(signal, axes), axes=axes), axes)
    attributes = dict(
        DataRole=["Spectroscopy"],
        ImageProcessingHistory=["FIRE", "SPECTRO", "PYTHON"],
        Keep_image_geometry=["1"],
        SiemensControl_SpectroData=["bool", "true"],
        SiemensDicom_RealDwellTime=["int", str(int(case["dwell"] * 1000 * 2))],
    )
    images = [dict(data=interleaved(signal), attributes=attributes)]
    if shape[1] * shape[2] == 1:
        values = np.abs(np.fft.fftshift(np.fft.fft(signal[0, 0])))
        y = ((1 - values / values.max()) * 0.2 + 0.4) * 1280
        x = np.linspace(-0.45, 0.45, len(y)) * 1280 + 640

        def roi(color, x, y):
            return ["%f" % v for v in (*color, 1)] + ["0", "1"] + ["%f" % v for xy in zip(x, y) for v in xy]

        images.append(dict(data=np.zeros(0), attributes=dict(
            SequenceDescriptionAdditional=["SPEC_PLOT"],
            WindowCenter=["16384"],
            WindowWidth=["32768"],
            Keep_image_geometry=["1"],
            InternalSend=["bool", "true"],
            ROI_spectra=roi((1, 0, 0), x, y),
            ROI_axis=roi((0, 0, 1), (64, 1216), (768, 768)),
        )))  # fmt: skip
    return images


modules = dict(spectroscopy=spectroscopy, simplefft=simplefft, bartfire=bartfire, invertcontrast=invertcontrast, analyzeflow=analyzeflow)
with open(sys.argv[1]) as file:
    cases = json.load(file)
expected = [modules[case["module"]](case) for case in cases]
print(json.dumps([[dict(i, data=i["data"].ravel().tolist()) for i in images] for images in expected]))
