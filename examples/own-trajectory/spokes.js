// Writes the coordinates of 128 samples on each of 101 spokes, in cycles per pixel: node spokes.js > trajectory.csv
const [spokes, samples] = [101, 128];
for (let spoke = 0; spoke < spokes; spoke += 1) {
  const angle = (Math.PI * spoke) / spokes;
  for (let sample = 0; sample < samples; sample += 1) {
    const radius = (sample - samples / 2) / samples;
    console.log(`${radius * Math.cos(angle)},${radius * Math.sin(angle)}`);
  }
}
