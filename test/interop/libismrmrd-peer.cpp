// An MRD stream out of libismrmrd's structures, whose sizes and padding the compiler decides. Debian's libismrmrd (1.8) has
// no streams of its own.
//   peer write <file> <config text>   reads a file through libismrmrd and writes it as a stream to standard output
//   peer read <file>                  reads a stream from standard input and writes it into a file through libismrmrd
// Build: g++ libismrmrd-peer.cpp -lismrmrd
#include <cstdio>
#include <cstring>
#include <ismrmrd/dataset.h>
#include <ismrmrd/ismrmrd.h>
#include <ismrmrd/meta.h>
#include <ismrmrd/waveform.h>
#include <ismrmrd/xml.h>
#include <stdexcept>
#include <string>

using namespace ISMRMRD;

enum : uint16_t { CONFIG_FILE = 1, CONFIG_TEXT = 2, HEADER = 3, CLOSE = 4, TEXT = 5, ACQUISITION = 1008, IMAGE = 1022, WAVEFORM = 1026 };

void put(const void* bytes, size_t length) {
  if (fwrite(bytes, 1, length, stdout) != length) throw std::runtime_error("nobody reads the stream");
}
template <class T> void put(const T& value) { put(&value, sizeof value); }
void put_text(uint16_t id, const std::string& text) {
  put(id);
  put<uint32_t>(text.size());
  put(text.data(), text.size());
}

void get(void* bytes, size_t length) {
  if (fread(bytes, 1, length, stdin) != length) throw std::runtime_error("the stream ends within a message");
}
template <class T> T get() {
  T value;
  get(&value, sizeof value);
  return value;
}
std::string get_text(size_t length) {
  std::string text(length, 0);
  get(&text[0], length);
  return text.c_str();  // up to a NUL, if there is one
}

template <class T> void write_images(Dataset& file, const std::string& series) {
  for (uint32_t i = 0; i < file.getNumberOfImages(series); i++) {
    Image<T> image;
    file.readImage(series, i, image);
    std::string attributes;
    image.getAttributeString(attributes);
    put(IMAGE);
    put<ISMRMRD_ImageHeader>(image.getHead());
    put<uint64_t>(attributes.size());
    put(attributes.data(), attributes.size());
    put(image.getDataPtr(), image.getDataSize());
  }
}

void write(const char* path, const char* config) {
  Dataset file(path, "dataset", false);
  if (strchr(config, '\n') == nullptr) {
    char name[1024] = {};
    strncpy(name, config, sizeof name - 1);
    put(CONFIG_FILE);
    put(name);
  } else {
    put_text(CONFIG_TEXT, config);
  }
  std::string header;
  file.readHeader(header);
  put_text(HEADER, header);
  for (uint32_t i = 0; i < file.getNumberOfWaveforms(); i++) {
    Waveform waveform;
    file.readWaveform(i, waveform);
    put(WAVEFORM);
    put<ISMRMRD_WaveformHeader>(waveform.head);
    put(waveform.data, waveform.size() * sizeof *waveform.data);
  }
  for (uint32_t i = 0; i < file.getNumberOfAcquisitions(); i++) {
    Acquisition readout;
    file.readAcquisition(i, readout);
    put(ACQUISITION);
    put<ISMRMRD_AcquisitionHeader>(readout.getHead());
    put(readout.getTrajPtr(), readout.getTrajSize());
    put(readout.getDataPtr(), readout.getDataSize());
  }
  write_images<float>(file, "image_0");
  put(CLOSE);
}

template <class T> void read_image(Dataset& file, const ISMRMRD_ImageHeader& head) {
  const std::string attributes = get_text(get<uint64_t>());
  Image<T> image(head.matrix_size[0], head.matrix_size[1], head.matrix_size[2], head.channels);
  get(image.getDataPtr(), image.getDataSize());
  static_cast<ISMRMRD_ImageHeader&>(image.getHead()) = head;
  image.setAttributeString(attributes);
  if (!attributes.empty()) {
    MetaContainer meta;
    deserialize(attributes.c_str(), meta);  // throws for what is no ismrmrdMeta
  }
  file.appendImage("image_" + std::to_string(head.image_series_index), image);
}

void read(const char* path) {
  Dataset file(path, "dataset");
  for (;;) {
    switch (const uint16_t id = get<uint16_t>()) {
      case CONFIG_FILE: {
        char name[1024];
        get(name, sizeof name);
        printf("config file %s\n", name);
        break;
      }
      case CONFIG_TEXT: printf("config text %s\n", get_text(get<uint32_t>()).c_str()); break;
      case HEADER: {
        const std::string text = get_text(get<uint32_t>());
        IsmrmrdHeader header;
        deserialize(text.c_str(), header);  // throws for what is no MRD header
        file.writeHeader(text);
        break;
      }
      case TEXT: printf("text %s\n", get_text(get<uint32_t>()).c_str()); break;
      case ACQUISITION: {
        AcquisitionHeader head;
        get(static_cast<ISMRMRD_AcquisitionHeader*>(&head), sizeof(ISMRMRD_AcquisitionHeader));
        Acquisition readout;
        readout.setHead(head);
        get(const_cast<float*>(readout.getTrajPtr()), readout.getTrajSize());
        get(readout.getDataPtr(), readout.getDataSize());
        file.appendAcquisition(readout);
        break;
      }
      case WAVEFORM: {
        const auto head = get<ISMRMRD_WaveformHeader>();
        Waveform waveform(head.number_of_samples, head.channels);
        static_cast<ISMRMRD_WaveformHeader&>(waveform.head) = head;
        get(waveform.data, waveform.size() * sizeof *waveform.data);
        file.appendWaveform(waveform);
        break;
      }
      case IMAGE: {
        const auto head = get<ISMRMRD_ImageHeader>();
        switch (head.data_type) {
          case ISMRMRD_USHORT: read_image<uint16_t>(file, head); break;
          case ISMRMRD_SHORT: read_image<int16_t>(file, head); break;
          case ISMRMRD_FLOAT: read_image<float>(file, head); break;
          case ISMRMRD_CXFLOAT: read_image<complex_float_t>(file, head); break;
          default: throw std::runtime_error("image of data type " + std::to_string(head.data_type));
        }
        break;
      }
      case CLOSE: printf("close\n"); return;
      default: throw std::runtime_error("message id " + std::to_string(id));
    }
  }
}

int main(int, char** arguments) {
  try {
    if (std::string(arguments[1]) == "write") write(arguments[2], arguments[3]);
    else read(arguments[2]);
    return 0;
  } catch (const std::exception& error) {
    fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
