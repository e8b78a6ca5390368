"""The reference reconstruction: RECON's formulas in NumPy and float64, written independently of Larmor.

usage: reference.py INPUT.h5 plain|whitened BANDWIDTH RESULT.h5 GROUP
Prints the relative L2 error of RESULT's image_0 against it, as JSON.
"""

import json
import sys
import xml.etree.ElementTree as ElementTree

import h5py
import numpy as np

NAMESPACE = {"m": "http://www.ismrm.org/ISMRMRD"}
NOISE, CALIBRATION = 1 << 18, 1 << 19


def inverse(data, axis):
    shifted = np.fft.ifftshift(data, axes=axis)
    return np.fft.fftshift(np.fft.ifft(shifted, axis=axis, norm="ortho"), axes=axis)


def reconstruct(path, whitened, bandwidth):
    with h5py.File(path, "r") as file:
        rows = file["dataset/data"][:]
        header = ElementTree.fromstring(file["dataset/xml"][0])
    encoding = header.find("m:encoding", NAMESPACE)
    size = lambda name, what: [float(encoding.find(f"m:{name}/m:{what}/m:{axis}", NAMESPACE).text) for axis in "xyz"]
    ratio = size("encodedSpace", "fieldOfView_mm")[0] / size("reconSpace", "fieldOfView_mm")[0]
    lines = int(size("encodedSpace", "matrixSize")[1])

    noise, noise_dwell, matrix, images = [], 0, None, {}
    for row in rows:
        head, flags = row["head"], int(row["head"]["flags"])
        data = row["data"].view(np.complex64).reshape(head["active_channels"], -1).astype(complex)
        if flags & NOISE:
            noise.append(data)
            noise_dwell = head["sample_time_us"]
            continue
        if whitened and noise and matrix is None:
            samples = np.concatenate(noise, axis=1).T
            covariance = samples.conj().T @ samples / (len(samples) - 1)
            factor = np.linalg.cholesky(covariance).conj().T
            matrix = np.sqrt(2 * head["sample_time_us"] / noise_dwell * bandwidth) * np.linalg.inv(factor)
        if flags & CALIBRATION:
            continue
        if matrix is not None:
            data = (data.T @ matrix).T
        samples = data.shape[1]
        kept = int(samples // ratio)
        first = (samples - kept) // 2
        key = (int(head["idx"]["repetition"]), int(head["idx"]["slice"]))
        hybrid = images.setdefault(key, np.zeros((len(data), lines, kept), complex))
        hybrid[:, head["idx"]["kspace_encode_step_1"]] = inverse(data, 1)[:, first : first + kept]
    return np.array([np.sqrt((np.abs(inverse(k, 1)) ** 2).sum(0)) for _, k in sorted(images.items())])


if __name__ == "__main__":
    source, mode, bandwidth, result, group = sys.argv[1:]
    expected = reconstruct(source, mode == "whitened", float(bandwidth))
    with h5py.File(result, "r") as file:
        series = file[group]["image_0"]
        found, header = series["data"][:], series["header"][:]
    images = found.reshape(expected.shape)
    print(
        json.dumps(
            {
                "error": float(np.linalg.norm(images - expected) / np.linalg.norm(expected)),
                "count": len(found),
                "type": str(found.dtype),
                "image_types": sorted({int(kind) for kind in header["image_type"]}),
                "indices": [int(index) for index in header["image_index"]],
                "repetitions": [int(value) for value in header["repetition"]],
            }
        )
    )
