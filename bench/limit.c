// What one core of this machine can do at best: the transforms of a case by FFTW, and a copy of its bytes.
#include <fftw3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
  if (argc != 4) return 1;
  int repetitions = atoi(argv[1]), coils = atoi(argv[2]), n = atoi(argv[3]);
  size_t readout = (size_t)2 * n * coils, image = (size_t)n * n * coils;
  fftwf_complex *line = fftwf_alloc_complex(readout), *plane = fftwf_alloc_complex(image);
  memset(line, 0, readout * sizeof *line);
  memset(plane, 0, image * sizeof *plane);
  int rowLength = 2 * n, columnLength = n;
  fftwf_plan rows = fftwf_plan_many_dft(1, &rowLength, coils, line, NULL, 1, 2 * n, line, NULL, 1, 2 * n, FFTW_BACKWARD, FFTW_MEASURE);
  fftwf_plan columns = fftwf_plan_many_dft(1, &columnLength, n, plane, NULL, n, 1, plane, NULL, n, 1, FFTW_BACKWARD, FFTW_MEASURE);
  double started = now();
  for (int r = 0; r < repetitions; r++) {
    for (int i = 0; i < n; i++) fftwf_execute(rows);
    for (int c = 0; c < coils; c++) fftwf_execute(columns);
  }
  double transforms = now() - started;

  // Into 64 readouts in turn, as a stream comes in.
  size_t bytes = readout * sizeof *line;
  char *from = malloc(bytes), *to = malloc(64 * bytes);
  memset(from, 1, bytes);
  started = now();
  for (int i = 0; i < repetitions * n; i++) memcpy(to + (i % 64) * bytes, from, bytes);
  double copies = now() - started;
  printf("{\"transforms\": %f, \"copies\": %f}\n", transforms, copies);
  return 0;
}
