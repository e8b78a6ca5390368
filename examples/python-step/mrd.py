"""MRD over standard input and output, for a Python script that is a step of a chain.

This needs only the standard library. Pixels and samples are bytes; `array.array` or `numpy.frombuffer` convert them to
numbers. Offsets are those of ISMRMRD's C headers, all little-endian.

    session = Session()
    for message in session:
        session.send(message)
    session.close()

If a script fails, its traceback is sent to the client; no error handling is needed.
"""

import struct
import sys
from dataclasses import dataclass, replace

CONFIG_FILE, CONFIG_TEXT, HEADER, CLOSE, TEXT = 1, 2, 3, 4, 5
ACQUISITION, IMAGE, WAVEFORM = 1008, 1022, 1026

# Bytes per pixel, by the data type of the image: ushort, short, uint, int, float, double, complex float, complex
# double.
PIXEL_BYTES = {1: 2, 2: 2, 3: 4, 4: 4, 5: 4, 6: 8, 7: 8, 8: 16}


@dataclass(frozen=True)
class Acquisition:
    """A readout: `trajectory` is float32 [samples][dimensions], `data` complex64 [channels][samples]."""

    header: bytes
    trajectory: bytes
    data: bytes


@dataclass(frozen=True)
class Waveform:
    """`data` is uint32 [channels][samples]."""

    header: bytes
    data: bytes


@dataclass(frozen=True)
class Image:
    """`attributes` is XML, `pixels` [channels][z][y][x]."""

    header: bytes
    attributes: str
    pixels: bytes

    @property
    def data_type(self):
        return struct.unpack_from("<H", self.header, 2)[0]

    @property
    def image_type(self):
        """1 magnitude, 2 phase, 3 real, 4 imaginary, 5 complex, 6 RGB."""
        return struct.unpack_from("<H", self.header, 124)[0]

    def with_pixels(self, pixels):
        """A copy of the image with other pixels of the same type."""
        return replace(self, pixels=bytes(pixels))


class Session:
    """The messages from the chain. Config, header and parameters have been read."""

    def __init__(self):
        self._input, self._output = sys.stdin.buffer, sys.stdout.buffer
        sys.stdout = sys.stderr  # printed text must not be written between the messages
        self.config = self.header = self.parameters = ""
        self._first = self._read_handshake()

    def __iter__(self):
        """Readouts, waveforms and images, until CLOSE."""
        message = self._first
        while message is not None:
            yield message
            message = self._read()

    def send(self, message):
        if isinstance(message, Image):
            attributes = message.attributes.encode()
            header = message.header[:-4] + struct.pack("<I", len(attributes))
            self._write(IMAGE, header, struct.pack("<Q", len(attributes)), attributes, message.pixels)
        elif isinstance(message, Acquisition):
            self._write(ACQUISITION, message.header, message.trajectory, message.data)
        else:
            self._write(WAVEFORM, message.header, message.data)

    def report(self, level, text):
        """Sends a line to the client; `level` is DEBUG, INFO, WARNING or ERROR."""
        line = f"{level:8}{text}".encode()
        self._write(TEXT, struct.pack("<I", len(line)), line)

    def close(self):
        self._write(CLOSE)

    def _write(self, message_id, *parts):
        self._output.write(struct.pack("<H", message_id) + b"".join(parts))
        self._output.flush()

    def _bytes(self, count):
        content = self._input.read(count)
        if len(content) < count:
            raise EOFError("the chain ended within a message")
        return content

    def _text(self, length_format="<I"):
        (length,) = struct.unpack(length_format, self._bytes(struct.calcsize(length_format)))
        return self._bytes(length).split(b"\0")[0].decode()

    def _read_handshake(self):
        while True:
            message = self._read()
            if not isinstance(message, tuple):
                return message
            name, text = message
            setattr(self, name, text)

    def _read(self):
        (message_id,) = struct.unpack("<H", self._bytes(2))
        if message_id == CLOSE:
            return None
        if message_id == CONFIG_FILE:
            return "config", self._bytes(1024).split(b"\0")[0].decode()
        if message_id in (CONFIG_TEXT, HEADER, TEXT):
            return {CONFIG_TEXT: "config", HEADER: "header", TEXT: "parameters"}[message_id], self._text()
        if message_id == ACQUISITION:
            header = self._bytes(340)
            samples, _, channels = struct.unpack_from("<3H", header, 34)
            (dimensions,) = struct.unpack_from("<H", header, 176)
            return Acquisition(header, self._bytes(4 * samples * dimensions), self._bytes(8 * samples * channels))
        if message_id == WAVEFORM:
            header = self._bytes(40)
            samples, channels = struct.unpack_from("<2H", header, 28)
            return Waveform(header, self._bytes(4 * samples * channels))
        if message_id == IMAGE:
            header = self._bytes(198)
            x, y, z = struct.unpack_from("<3H", header, 16)
            (channels,) = struct.unpack_from("<H", header, 34)
            (data_type,) = struct.unpack_from("<H", header, 2)
            attributes = self._text("<Q")
            return Image(header, attributes, self._bytes(x * y * z * channels * PIXEL_BYTES[data_type]))
        raise ValueError(f"message id {message_id} is not expected here")
