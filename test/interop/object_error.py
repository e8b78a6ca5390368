"""Error within the object of the images of a file: object_error.py RAW.h5 RESULT.h5 prints one number per image.

RAW.h5 is from ismrmrd_generate_cartesian_shepp_logan, which stores the noiseless coil images. Relative L2, after the best
scale, of the root sum of squares where the truth exceeds 5 % of its 99th percentile.
"""
import json
import sys
import h5py
import numpy as np

with h5py.File(sys.argv[1]) as file:
    coils = file["dataset/coil_images"][...]
with h5py.File(sys.argv[2]) as file:
    images = np.squeeze(file["result/image_0/data"][...], axis=(1, 2))
coils = (coils["real"] + 1j * coils["imag"]).reshape((-1,) + coils.shape[-2:])
width = images.shape[-1]
first = (coils.shape[-1] - width) // 2
truth = np.sqrt((np.abs(coils[..., first : first + width]) ** 2).sum(0))
inside = truth > 0.05 * np.percentile(truth, 99)
errors = []
for image in images:
    found, wanted = image[inside].astype(float), truth[inside]
    scale = (found * wanted).sum() / (found**2).sum()
    errors.append(float(np.linalg.norm(scale * found - wanted) / np.linalg.norm(wanted)))
print(json.dumps(errors))
