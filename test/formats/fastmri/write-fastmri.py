"""Writes a file in fastMRI's layout: a phantom in two slices, seen by four coils, or one.

usage: write-fastmri.py FILE COILS MASK, with MASK none, regular or random
"""

import sys

import h5py
import numpy as np

path, coils, mask_kind = sys.argv[1], int(sys.argv[2]), sys.argv[3]
slices, samples, width, size, first, lines = 2, 64, 48, 32, 4, 44  # columns 4 to 47 are the lines 0 to 43
y, x = np.mgrid[-1 : 1 : 1j * width, -2 : 2 : 1j * samples].transpose(0, 2, 1)
objects = [
    1.0 * ((x / 0.7) ** 2 + (y / 0.55) ** 2 < 1) + k * ((x - 0.3) ** 2 + (y + 0.15) ** 2 < 0.03) for k in (0.5, 1.0)
]
centers = [(0.9, 0.6), (-0.9, 0.6), (0.9, -0.6), (-0.9, -0.6)][:coils]
maps = [np.exp(-((x - a) ** 2 + (y - b) ** 2) / 2 + 1j * (a * x + b * y)) for a, b in centers]
axes = (-2, -1)
image = np.array([[one * coil for coil in maps] for one in objects])
kspace = np.fft.fftshift(np.fft.fft2(np.fft.ifftshift(image, axes=axes), norm="ortho", axes=axes), axes=axes)
kspace = kspace.astype(np.complex64)
kspace[..., :first] = 0
coil_images = np.fft.fftshift(np.fft.ifft2(np.fft.ifftshift(kspace, axes=axes), norm="ortho", axes=axes), axes=axes)
x0, y0 = (samples - size) // 2, (width - size) // 2
rss = np.sqrt((np.abs(coil_images) ** 2).sum(axis=1))[:, x0 : x0 + size, y0 : y0 + size].astype(np.float32)
mask = np.ones(width, bool)
if mask_kind != "none":
    chosen = np.arange(width) % 3 == 1 if mask_kind == "regular" else np.random.default_rng(1).random(width) < 0.3
    mask = chosen | (abs(np.arange(width) - width // 2) < 5)
space = "<matrixSize><x>%d</x><y>%d</y><z>1</z></matrixSize><fieldOfView_mm><x>%d</x><y>%d</y><z>5</z></fieldOfView_mm>"
header = f"""<?xml version="1.0"?><ismrmrdHeader xmlns="http://www.ismrm.org/ISMRMRD">
<subjectInformation><patientID>abc</patientID></subjectInformation>
<acquisitionSystemInformation><systemVendor>V</systemVendor><receiverChannels>4</receiverChannels></acquisitionSystemInformation>
<experimentalConditions><H1resonanceFrequency_Hz>123</H1resonanceFrequency_Hz></experimentalConditions>
<encoding><encodedSpace>{space % (samples, width, 2 * 160, 240)}</encodedSpace><reconSpace>{space % (size, size, 160, 160)}</reconSpace>
<encodingLimits><kspace_encoding_step_1><minimum>0</minimum><maximum>{lines - 1}</maximum><center>{width // 2 - first}</center>
</kspace_encoding_step_1></encodingLimits><trajectory>cartesian</trajectory></encoding></ismrmrdHeader>"""
with h5py.File(path, "w") as file:
    file["ismrmrd_header"] = header
    file["kspace"] = (kspace[:, 0] if coils == 1 else kspace) * mask
    if mask_kind == "none":
        file["reconstruction_rss" if coils > 1 else "reconstruction_esc"] = rss
    else:
        file["mask"] = mask.astype(np.float32) if mask_kind == "random" else mask
