"""Writes readouts of 8 coils and 512 samples with h5py, 256 at a time, and reads them again; prints the seconds."""

import json
import sys
import time

import h5py
import numpy as np

path, megabytes = sys.argv[1], int(sys.argv[2])
batch = 256
floats = 2 * 8 * 512
head = np.dtype((np.void, 340))
row = np.dtype([("head", head), ("traj", h5py.vlen_dtype(np.float32)), ("data", h5py.vlen_dtype(np.float32))])
rows = np.zeros(batch, row)
for i in range(batch):
    rows["traj"][i] = np.zeros(0, np.float32)
    rows["data"][i] = np.random.standard_normal(floats).astype(np.float32)
count = max(1, round(megabytes * 1e6 / (4 * floats) / batch))

started = time.perf_counter()
with h5py.File(path, "w") as file:
    data = file.create_dataset("dataset/data", (0,), row, maxshape=(None,), chunks=(batch,))
    for i in range(count):
        data.resize(((i + 1) * batch,))
        data[i * batch :] = rows
write = time.perf_counter() - started

started = time.perf_counter()
with h5py.File(path) as file:
    data = file["dataset/data"]
    for i in range(count):
        values = data[i * batch : (i + 1) * batch]
        assert values["data"][0].size == floats
read = time.perf_counter() - started
print(json.dumps({"write": write, "read": read}))
