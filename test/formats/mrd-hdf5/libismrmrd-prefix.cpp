// Reads the readouts of MRD files through libismrmrd, and prints for each file how many it holds, and whether they are the first
// of those that counted-messages.ts makes, bit for bit.
// Build: g++ libismrmrd-prefix.cpp -lismrmrd
#include <cstdio>
#include <cstring>
#include <ismrmrd/dataset.h>
#include <ismrmrd/ismrmrd.h>
#include <string>
#include <vector>

int main(int count, char** paths) {
  const uint16_t samples = 200, channels = 4;
  for (int file = 1; file < count; file++) {
    ISMRMRD::Dataset dataset(paths[file], "dataset", false);
    std::string header;
    dataset.readHeader(header);
    // libismrmrd throws where there is no such dataset.
    uint32_t held = 0;
    try {
      held = dataset.getNumberOfAcquisitions();
    } catch (const std::exception&) {
    }
    bool good = !header.empty();
    ISMRMRD::Acquisition readout;
    std::vector<float> data(2 * samples * channels);
    for (uint32_t i = 0; good && i < held; i++) {
      dataset.readAcquisition(i, readout);
      ISMRMRD::AcquisitionHeader expected;
      memset(static_cast<void*>(&expected), 0, sizeof(expected));
      expected.version = 1;
      expected.scan_counter = i;
      expected.number_of_samples = samples;
      expected.available_channels = channels;
      expected.active_channels = channels;
      for (size_t k = 0; k < data.size(); k++) data[k] = float(i + k);
      good = memcmp(&readout.getHead(), &expected, sizeof(expected)) == 0 && readout.getNumberOfTrajElements() == 0 &&
             readout.getDataSize() == sizeof(float) * data.size() &&
             memcmp(readout.getDataPtr(), data.data(), readout.getDataSize()) == 0;
    }
    printf("%u %s\n", held, good ? "good" : "bad");
  }
  return 0;
}
