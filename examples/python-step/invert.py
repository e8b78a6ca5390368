"""Inverts magnitude images: each pixel becomes the maximum of the image minus the pixel. Passes on everything else."""

from array import array

from mrd import Image, Session

FLOAT, MAGNITUDE = 5, 1


def inverted(image):
    pixels = array("f", image.pixels)  # or numpy.frombuffer(image.pixels, dtype=numpy.float32)
    maximum = max(pixels, default=0)
    return image.with_pixels(array("f", (maximum - pixel for pixel in pixels)).tobytes())


session = Session()
inverted_count = 0
for message in session:
    if isinstance(message, Image) and message.data_type == FLOAT and message.image_type == MAGNITUDE:
        message = inverted(message)
        inverted_count += 1
    session.send(message)
session.report("INFO", f"{inverted_count} images inverted")
session.close()
