"""Inverts magnitude images: each pixel becomes the image's maximum less the pixel. Everything else passes."""

from array import array

from mrd import Image, Session

FLOAT, MAGNITUDE = 5, 1


def inverted(image):
    pixels = array("f", image.pixels)  # or numpy.frombuffer(image.pixels, dtype=numpy.float32)
    most = max(pixels, default=0)
    return image.with_pixels(array("f", (most - pixel for pixel in pixels)).tobytes())


session = Session()
images = 0
for message in session:
    if isinstance(message, Image) and message.data_type == FLOAT and message.image_type == MAGNITUDE:
        message = inverted(message)
        images += 1
    session.send(message)
session.tell("INFO", f"{images} images inverted")
session.close()
