/**
 * Standard deviation of the magnitudes of images, pixel by pixel: √ of the mean squared distance from the mean.
 * @param images complex, of equal length
 * @param result receives it as complex pixels
 */
export function magnitudeDeviation(images: readonly Float32Array[], result: Float32Array): void {
  for (let k = 0; k < result.length; k += 2) {
    let mean = 0;
    for (const image of images) mean += Math.hypot(image[k]!, image[k + 1]!) / images.length;
    let variance = 0;
    for (const image of images) variance += (Math.hypot(image[k]!, image[k + 1]!) - mean) ** 2 / images.length;
    result[k] = Math.sqrt(variance);
    result[k + 1] = 0;
  }
}
