// Reads all of an MRD file through libismrmrd and prints it, then appends one message of each kind to it.
// Build: g++ libismrmrd-judge.cpp -lismrmrd
#include <cstdio>
#include <ismrmrd/dataset.h>
#include <ismrmrd/ismrmrd.h>
#include <ismrmrd/waveform.h>
#include <memory>
#include <string>

int main(int, char** argv) {
  ISMRMRD::Dataset file(argv[1], "dataset", false);
  std::string header;
  file.readHeader(header);
  printf("header %s\n", header.c_str());

  ISMRMRD::Acquisition readout;
  for (uint32_t i = 0; i < file.getNumberOfAcquisitions(); i++) {
    file.readAcquisition(i, readout);
    double data = 0, trajectory = 0;
    for (size_t k = 0; k < readout.getNumberOfDataElements(); k++) data += readout.getDataPtr()[k].real() - 2 * readout.getDataPtr()[k].imag();
    for (size_t k = 0; k < readout.getNumberOfTrajElements(); k++) trajectory += readout.getTrajPtr()[k];
    printf("readout %u %u %u %.0f %.0f\n", readout.scan_counter(), readout.number_of_samples(), readout.active_channels(), data, trajectory);
  }

  ISMRMRD::Waveform waveform;
  for (uint32_t i = 0; i < file.getNumberOfWaveforms(); i++) {
    file.readWaveform(i, waveform);
    printf("waveform %u %u %u\n", waveform.head.scan_counter, waveform.head.number_of_samples, waveform.data[waveform.size() - 1]);
  }

  for (uint32_t i = 0; i < file.getNumberOfImages("image_0"); i++) {
    ISMRMRD::Image<float> image;  // one for each: libismrmrd leaves the old attributes where the new ones are empty
    file.readImage("image_0", i, image);
    std::string attributes;
    image.getAttributeString(attributes);
    printf("image %u %g %s\n", image.getImageIndex(), image(1, 2, 1, 1), attributes.c_str());
  }

  readout.scan_counter() = 9999;
  file.appendAcquisition(readout);
  waveform.head.scan_counter = 9999;
  file.appendWaveform(waveform);
  ISMRMRD::Image<float> image;
  file.readImage("image_0", 0, image);
  image.setImageIndex(9999);
  file.appendImage("image_0", image);
  return 0;
}
