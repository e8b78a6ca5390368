import { type Palette, palette } from "../../components/palettes.ts";

/**
 * Matplotlib's maps at 52 places, from the first to the last colour: each fifth of 256 entries, six hexadecimal digits
 * each. Between them, they differ from linear maps by 2 of 255 at most.
 */
export const fineMaps = {
  viridis: fine(
    "44015446085c471063481769481d6f482475472a7a46307e453781433d844142873f48893d4e8a3a538b38598c355e8d33638d" +
      "31688e2e6d8e2c718e2a768e297b8e27808e25848e23898e218e8d20928c1f978b1e9c891fa18821a58524aa8328ae802eb37c" +
      "35b7793dbc7446c06f50c46a5ac86465cb5e70cf577cd25089d54895d840a2da37b0dd2fbddf26cae11fd8e219e5e419f1e51d" +
      "fde725",
  ),
  inferno: fine(
    "00000402020c0504170a072210092d160b391e0c45260c512f0a5b380962400a67490b6a510e6c59106e61136e69166e71196e" +
      "781c6d801f6c88226a902568982766a02a63a82e5fb0315bb73557bf3952c63d4dcc4248d34743d94d3ddf5337e45a31e9612b" +
      "ed6925f1711ff47918f78212f98b0bfa9407fb9d07fca60cfcb014fbba1ffac42af8cd37f6d746f4e156f2ea69f2f27df5f992" +
      "fcffa4",
  ),
  magma: fine(
    "00000402020b0504160907200e0b2b140e361a104221114e29115a311165390f6e420f754a107952137c5a167e6219806a1c81" +
      "721f81792282812581892881912b81992d80a1307eaa337db2357bba3878c23b75ca3e72d2426fd9466be04c67e75263ec5860" +
      "f1605df4695cf7725cf97b5dfb8560fc8e64fd9869fea16efeaa74feb47bfebd82fec68afecf92fed89afde2a3fdebacfcf4b6" +
      "fcfdbf",
  ),
  cividis: fine(
    "00205100245900275f002b64052e6709326a0f356c15396d1c3c6e23406e29436e30476e374a6e3e4e6e44526d4b556d51596e" +
      "575c6e5c606e62646f67676f6c6b70706f717572727976737d7a74817d758581768985778e8978928d789691789b95789f9978" +
      "a49d78a9a177aea575b4a974baae72bfb26fc5b66cccbb69d2bf66d8c462dec85ee4cd5aead256f0d652f4db4ef8e04bfbe548" +
      "fdea45",
  ),
  turbo: fine(
    "23171b362354422f83493ca84b49c54a56db4664ea4172f33c80f8368df9309bf62ba7f028b4e826bfdf25cad326d4c829ddbb" +
      "2ee5ae35eca13ef29548f78854fa7d61fd716ffe677efd5d8dfc559cf94dacf546bbf03fc9e93ad7e235e3d931eed02df7c52a" +
      "feb927ffad25ffa022ff9320ff851eff781cfc6a19f45c17ea4f14df4212d3360fc62a0bb92108ac1805a11202980e00920c00" +
      "900c00",
  ),
} as const;

function fine(colors: string): Palette {
  const parts = colors.match(/../g)!.map((digits) => Number.parseInt(digits, 16));
  return palette(...Array.from({ length: parts.length / 3 }, (_, i) => parts.slice(3 * i, 3 * i + 3)));
}
