"""Writes a small stream with the MRD 2 library (github.com/ismrmrd/mrd, folder python) of each version.

usage: write-streams.py FOLDER_OF_THE_LIBRARY OUTPUT.mrd.gz
"""

import datetime
import gzip
import io
import sys

sys.path.insert(0, sys.argv[1])
import mrd
import numpy as np

flat = hasattr(mrd.Acquisition(), "flags")  # version 2.0


def fields(target, **values):
    for name, value in values.items():
        setattr(target, name, value)


def times(head, acquisition, physiology):
    if hasattr(head, "acquisition_time_stamp_ns"):
        fields(head, acquisition_time_stamp_ns=acquisition * 10**6, physiology_time_stamp_ns=[t * 10**6 for t in physiology])
    else:
        fields(head, acquisition_time_stamp=acquisition, physiology_time_stamp=physiology)


def header():
    space = lambda x, y, z, f: mrd.EncodingSpaceType(
        matrix_size=mrd.MatrixSizeType(x=x, y=y, z=z), field_of_view_mm=mrd.FieldOfViewMm(x=f, y=f / 2, z=5.5)
    )
    encoding = mrd.EncodingType(encoded_space=space(8, 4, 1, 300.0), recon_space=space(4, 4, 1, 150.0))
    encoding.encoding_limits.kspace_encoding_step_1 = mrd.LimitType(minimum=0, maximum=3, center=2)
    encoding.trajectory = mrd.Trajectory.RADIAL
    encoding.parallel_imaging = mrd.ParallelImagingType(
        acceleration_factor=mrd.AccelerationFactorType(kspace_encoding_step_1=2, kspace_encoding_step_2=1),
        calibration_mode=mrd.CalibrationMode.EMBEDDED,
    )
    return mrd.Header(
        version=2,
        subject_information=mrd.SubjectInformationType(
            patient_name="PHANTOM^TEST",
            patient_weight_kg=70.5,
            patient_birthdate=datetime.date(1969, 12, 30),
            patient_gender=mrd.PatientGender.O,
        ),
        study_information=mrd.StudyInformationType(
            study_date=datetime.date(2026, 11, 30),
            study_time=mrd.Time.from_components(12, 30, 5, 250_000_000),
            accession_number=-5,
        ),
        measurement_information=mrd.MeasurementInformationType(
            patient_position=mrd.PatientPosition.F_FDL, protocol_name="gré ñ", measurement_dependency=[
                mrd.MeasurementDependencyType(dependency_type="Noise", measurement_id="1_2")
            ]
        ),
        acquisition_system_information=mrd.AcquisitionSystemInformationType(
            system_field_strength_t=0.55, receiver_channels=2, coil_label=[mrd.CoilLabelType(coil_number=1, coil_name="B")]
        ),
        experimental_conditions=mrd.ExperimentalConditionsType(h1resonance_frequency_hz=23_580_000),
        encoding=[encoding],
        sequence_parameters=mrd.SequenceParametersType(t_r=[5.5, 6.25], flip_angle_deg=[15]),
        user_parameters=mrd.UserParametersType(
            user_parameter_long=[mrd.UserParameterLongType(name="big", value=2**45)],
            user_parameter_double=[mrd.UserParameterDoubleType(name="third", value=1 / 3)],
        ),
    )


def acquisition(trajectory):
    result = mrd.Acquisition()
    head = result if flat else result.head
    fields(head, flags=mrd.AcquisitionFlags.IS_REVERSE | mrd.AcquisitionFlags.LAST_IN_SLICE, measurement_uid=300)
    fields(head, scan_counter=70_000, channel_order=[0, 1], discard_pre=1, center_sample=3, user_int=[-1, 5])
    fields(head, position=np.array([1.5, -2, 3], np.float32), read_dir=np.array([0, 1, 0], np.float32), user_float=[0.5])
    head.idx.kspace_encode_step_1 = 200
    head.idx.user = [7]
    times(head, 1234, [5, 6])
    if hasattr(head, "sample_time_ns"):
        head.sample_time_ns = 2500
    else:
        head.sample_time_us = 2.5
    if hasattr(head, "acquisition_center_frequency"):
        head.acquisition_center_frequency = 23_580_001
        result.phase = np.array([0, 1, 2, 3], np.float32)
    result.data = (np.arange(8) - 1j * np.arange(8)).reshape(2, 4).astype(np.complex64)
    result.trajectory = np.arange(trajectory * 4, dtype=np.float32).reshape(trajectory, 4)
    return result


def waveform():
    result = mrd.Waveform(data=np.array([[1, 2, 300], [4, 5, 2**32 - 1]], np.uint32))
    fields(result, flags=1, measurement_uid=300, scan_counter=9, waveform_id=3)
    if hasattr(result, "time_stamp_ns"):
        fields(result, time_stamp_ns=77 * 10**6, sample_time_ns=5_000_000)
    else:
        fields(result, time_stamp=77, sample_time_us=5000.0)
    return result


def image(dtype, image_type):
    values = np.arange(12).reshape(1, 2, 2, 3) * (1 if np.dtype(dtype).kind == "u" else -1)
    data = (values * (1 + 2j) if np.dtype(dtype).kind == "c" else values).astype(dtype)
    if flat:
        result = head = mrd.Image(data=data, image_type=image_type)
    else:
        result = mrd.Image(data=data, head=mrd.ImageHeader(image_type=image_type))
        head = result.head
    fields(head, flags=mrd.ImageFlags.FIRST_IN_SLICE, measurement_uid=300, slice=2, image_index=9)
    fields(head, field_of_view=np.array([10, 20, 30], np.float32), col_dir=np.array([1, 0, 0], np.float32))
    fields(head, image_series_index=1000)
    times(head, 99, [])
    if flat:
        result.meta = {"Keep": ["a<b", "2"], "Window": ["1.5"]}
    else:
        value = mrd.ImageMetaValue
        result.meta = {"Keep": [value.String("a<b"), value.Int64(2)], "Window": [value.Float64(1.5)]}
    return result


item = mrd.StreamItem
names = [name.replace("32", "") if flat else name for name in ("ImageUint32", "ImageInt32")]
types = ["ImageUint16", "ImageInt16", *names, "ImageFloat", "ImageDouble", "ImageComplexFloat", "ImageComplexDouble"]
numpy_types = ["u2", "i2", "u4", "i4", "f4", "f8", "c8", "c16"]
items = [item.Acquisition(acquisition(3)), item.Acquisition(acquisition(0)), item.WaveformUint32(waveform())]
for name, dtype in zip(types, numpy_types):
    kind = mrd.ImageType.COMPLEX if dtype[0] == "c" else mrd.ImageType.PHASE
    items.append(getattr(item, name)(image(np.dtype(dtype), kind)))
if hasattr(item, "AcquisitionBucket"):
    items.append(item.AcquisitionBucket(mrd.AcquisitionBucket(data=[acquisition(0)], ref=[acquisition(2)], waveforms=[waveform()])))
    items.append(item.ReconData(mrd.ReconData()))

buffer = io.BytesIO()
writer = mrd.BinaryMrdWriter(buffer)
writer.write_header(header())
writer.write_data(items[:2])  # a block of two
writer.write_data(one for one in items[2:])  # blocks of one
writer.close()
with open(sys.argv[2], "wb") as file:
    with gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as compressed:
        compressed.write(buffer.getvalue())
