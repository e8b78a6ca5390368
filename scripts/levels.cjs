// The folders by level: an import goes to a lower level, or within the same level to a folder listed in `alsoImports`.
// The import rules (.dependency-cruiser.cjs) and the table of docs/architecture.md are derived from this list.

/**
 * @typedef {object} Folder
 * @property {string} path relative to the repository
 * @property {string} holds contents, for docs/architecture.md
 * @property {string[]} [alsoImports] folders of the same level that it may import
 * @property {string[]} [onlyImports] everything that it may import, if that is less than its level allows
 * @property {string[]} [importsTypesOf] folders of lower levels from which it may also import types, which loads no
 * module
 */

/** @type {readonly { readonly name: string, readonly folders: readonly Folder[] }[]} */
const levels = [
  {
    name: "0 · nothing below",
    folders: [
      { path: "src/errors", holds: "declarations of errors: codes, meanings, remedies" },
      { path: "src/async", holds: "ordered queues, disposers, promises with their resolvers" },
      { path: "src/text", holds: "text that is safe to print, and columns of text" },
      { path: "src/files", holds: "folders that are created and tried, and messages about files" },
      { path: "src/debugging", holds: "processes and threads under Node's debugger" },
      {
        path: "src/pool",
        holds: "worker threads and the memory shared with them",
        alsoImports: ["src/debugging"],
      },
      { path: "src/memory", holds: "memory that is not zeroed first, and copies between the memory of threads" },
      {
        path: "src/processes",
        holds: "child processes that end with their session, and the memory of processes",
        alsoImports: ["src/errors"],
      },
    ],
  },
  {
    name: "1 · pure: no Node built-ins",
    folders: [
      {
        path: "src/mrd",
        holds: "MRD 1: `header/` (XML), `records/` (readout, image, waveform), `framing/` (bytes ⇄ messages)",
      },
      {
        path: "src/numerics",
        holds:
          "transforms, linear algebra, coils, Cartesian reconstruction, trajectories, pixels; `kernels/` is AssemblyScript",
      },
    ],
  },
  {
    name: "2 · formats and interfaces",
    folders: [
      { path: "src/formats/identify", holds: "names of other file formats, and how to convert them" },
      {
        path: "src/formats/source",
        holds: "the common interface of readers and writers of measurements",
        alsoImports: ["src/formats/identify"],
      },
      {
        path: "src/formats/mrd-hdf5",
        holds: "MRD files in HDF5: reader, and a writer whose files are valid at every moment",
        alsoImports: ["src/formats/identify", "src/formats/source"],
      },
      { path: "src/formats/yardl", holds: "yardl's binary encoding of values of any schema" },
      {
        path: "src/formats/mrd2",
        holds: "MRD 2 streams",
        alsoImports: ["src/formats/identify", "src/formats/source", "src/formats/yardl"],
      },
      {
        path: "src/formats/image-series",
        holds: "what formats of images share: geometry, times, 16-bit pixels, pixels kept until a series is complete",
        alsoImports: ["src/formats/source"],
      },
      {
        path: "src/formats/dicom",
        holds: "DICOM images, by dcmjs: MR images, enhanced ones, UIDs",
        alsoImports: ["src/formats/image-series", "src/formats/source", "src/formats/identify"],
      },
      {
        path: "src/formats/raw",
        holds: "what readers of raw data share: files read in parts, remarks, sources of readouts",
        alsoImports: ["src/formats/source"],
      },
      {
        path: "src/formats/fastmri",
        holds: "fastMRI's HDF5 files",
        alsoImports: ["src/formats/identify", "src/formats/mrd-hdf5", "src/formats/raw", "src/formats/source"],
      },
      {
        path: "src/formats/bart-cfl",
        holds: "BART's arrays with k-space",
        alsoImports: ["src/formats/raw", "src/formats/source"],
      },
      {
        path: "src/formats/arrays",
        holds: "images as arrays of NumPy and BART, and as stacks of TIFF",
        alsoImports: ["src/formats/image-series", "src/formats/source"],
      },
      {
        path: "src/formats/nifti",
        holds: "NIfTI-1 images, with sidecars of BIDS",
        alsoImports: ["src/formats/image-series", "src/formats/source", "src/formats/identify"],
      },
      {
        path: "src/formats/siemens",
        holds: "Siemens raw data: `protocol/` (parameters), `header/` (of MRD), `readouts/` (with waveforms)",
        alsoImports: ["src/formats/identify", "src/formats/source"],
      },
      {
        path: "src/formats/philips",
        holds: "Philips' .data and .list files",
        alsoImports: ["src/formats/raw", "src/formats/source"],
      },
      {
        path: "src/formats/ge-pfile",
        holds: "GE's P-files",
        alsoImports: ["src/formats/identify", "src/formats/raw", "src/formats/source"],
      },
      {
        path: "src/formats/bruker",
        holds: "scans of Bruker's ParaVision",
        alsoImports: ["src/formats/raw", "src/formats/source"],
      },
      {
        path: "src/formats/pcapng",
        holds: "recordings of a session's bytes",
        alsoImports: ["src/formats/identify", "src/formats/mrd-hdf5"],
      },
      { path: "src/protocols/mrd1", holds: "MRD 1 messages over a byte stream, in both directions" },
      { path: "src/gadget-api", holds: "`larmor/gadget`: the API for authors of gadgets" },
      {
        path: "src/rendering",
        holds: "pictures: bitmap text, color maps, mosaics, PNG; `animation/`: GIF and PNG of image series",
        alsoImports: ["src/formats/mrd-hdf5", "src/formats/image-series", "src/formats/source"],
      },
    ],
  },
  {
    name: "3 · what gadgets share",
    folders: [
      { path: "src/recon/readouts", holds: "deferred work on readouts, coil names, reversed readouts" },
      {
        path: "src/recon/buckets",
        holds: "collecting readouts: triggers, open buckets, waveforms by time",
        alsoImports: ["src/recon/readouts"],
      },
      {
        path: "src/recon/kspace",
        holds: "k-space on its grid: placement, recon space, from buffers to images",
        alsoImports: ["src/recon/readouts"],
      },
      {
        path: "src/recon/sampling",
        holds: "what was sampled: the lattice of an image's lines, and the calibration block",
      },
      {
        path: "src/recon/sense",
        holds: "coil maps kept by slice, and which lines and method unfold an image",
        alsoImports: ["src/recon/kspace", "src/recon/readouts", "src/recon/sampling"],
      },
      {
        path: "src/recon/parallel",
        holds: "unfolding: what a buffer lacks by undersampling, and the kernels that fill it",
        alsoImports: ["src/recon/kspace", "src/recon/sampling"],
      },
      {
        path: "src/recon/epi",
        holds: "EPI: where a readout was sampled, and the phase of the lines of a shot",
        alsoImports: ["src/recon/buckets", "src/recon/readouts"],
      },
      {
        path: "src/recon/trajectories",
        holds: "samples anywhere in k-space, by trajectories: density weights, gridding, SENSE",
        alsoImports: ["src/recon/kspace", "src/recon/readouts", "src/recon/sampling", "src/recon/sense"],
      },
      {
        path: "src/recon/checks",
        holds: "what in a header or its readouts spoils images: for steps that place them, and for `doctor`",
        alsoImports: ["src/recon/buckets", "src/recon/kspace", "src/recon/sampling"],
      },
      { path: "src/recon/spectroscopy", holds: "spectroscopy: the signals of a coil by their phase encodings" },
      { path: "src/recon/noise", holds: "noise covariance and whitening", alsoImports: ["src/recon/readouts"] },
      {
        path: "src/recon/images",
        holds: "image series: numbering, value ranges, measurement metadata",
        alsoImports: ["src/recon/buckets"],
      },
      { path: "src/external/mrd-server", holds: "MRD servers as a step of a chain" },
      {
        path: "src/external/dicom-archive",
        holds: "DICOM archives: images sent by C-STORE, from a queue on disk",
        alsoImports: ["src/external/mrd-server"],
      },
      { path: "src/external/bart", holds: "BART's command line as a step of a chain" },
    ],
  },
  {
    name: "4 · gadgets and chains",
    folders: [
      {
        path: "src/chain",
        holds: "YAML → frozen chain → one operator: `text/`, `compile/`, `run/`, `observe/`",
        onlyImports: [
          "src/async",
          "src/text",
          "src/errors",
          "src/memory",
          "src/pool",
          "src/mrd",
          "src/numerics",
          "src/gadget-api",
          "src/recon",
        ],
      },
      {
        path: "gadgets",
        holds: "one file, one gadget, in folders by what it consumes; `registry.ts` is generated",
        onlyImports: [
          "src/text",
          "src/async",
          "src/text",
          "src/errors",
          "src/pool",
          "src/mrd",
          "src/numerics",
          "src/rendering",
          "src/formats/dicom",
          "src/gadget-api",
          "src/recon",
          "src/external",
        ],
      },
    ],
  },
  {
    name: "5 · tools around chains",
    folders: [
      { path: "src/gadgetron", holds: "Gadgetron's XML → chains in YAML, by one table of classes" },
      { path: "src/testing", holds: "`larmor/testing`: messages for tests, and the contract of every gadget" },
      {
        path: "src/plugins",
        holds: "third-party gadgets and chains: lookup, loading, fingerprints",
        alsoImports: ["src/testing"],
      },
      { path: "src/simulator", holds: "phantoms and their measurement: object, encoding, noise" },
      {
        path: "src/inspect",
        holds:
          "`explain`, `info`, `doctor`, `why`: what a chain will do, what a file contains, what is wrong with it, how an image was reconstructed",
      },
      {
        path: "src/authoring",
        holds: "`new`, `test gadget` and the reference pages of gadgets",
        alsoImports: ["src/plugins", "src/testing", "src/simulator"],
      },
    ],
  },
  {
    name: "6 · connections",
    folders: [
      {
        path: "src/session",
        holds: "one connection: `protocol/`, `saving/`, `stores/` (noise, taps), `privacy/`, `live/` (for browsers)",
        importsTypesOf: ["src/viewer/api"],
      },
      { path: "src/client", holds: "the sending side, as a library" },
      {
        path: "src/viewer",
        holds: "the page over HTTP: files as it shows them, sessions as they run, access; the page itself is `web/`",
        alsoImports: ["src/session/privacy"],
      },
    ],
  },
  {
    name: "7 · the server",
    folders: [
      {
        path: "src/server",
        holds: "the supervisor: listens, hands sockets to session processes, counts; `access/`, `http/`",
        onlyImports: ["src/async", "src/debugging", "src/text", "src/errors", "src/processes", "src/mrd"], // it starts the session's process by its path alone
        importsTypesOf: ["src/session", "src/viewer/live"],
      },
    ],
  },
  {
    name: "8 · composition",
    folders: [
      {
        path: "src/app",
        holds: "use cases of the commands: run, send, replay, serve; settings, logging",
        alsoImports: ["gadgets"],
      },
      { path: "src/cli", holds: "commands: parse, call `app`, print", alsoImports: ["src/app"] },
      {
        path: "src/entries",
        holds: "modules started by their path: the command, processes, threads",
        alsoImports: ["src/app", "src/cli"],
      },
    ],
  },
  {
    name: "the page, in a browser",
    folders: [
      {
        path: "web",
        holds: "the page of `larmor view` and `larmor serve --http`, a workspace of its own",
        onlyImports: ["src/mrd", "src/numerics", "src/rendering"],
        importsTypesOf: ["src/viewer/api"],
      },
    ],
  },
];

/** Folders that each folder may import, as paths. */
function allowedImports() {
  const below = [];
  const allowed = new Map();
  for (const { folders } of levels) {
    for (const { path, alsoImports = [], onlyImports, importsTypesOf = [] } of folders) {
      allowed.set(path, [path, ...(onlyImports ?? below), ...alsoImports, ...importsTypesOf]);
    }
    below.push(...folders.map(({ path }) => path));
  }
  return allowed;
}

/** Pairs of folders of which the first may import only types of the second. */
function typeImports() {
  return levels.flatMap(({ folders }) =>
    folders.flatMap(({ path, importsTypesOf = [] }) => importsTypesOf.map((from) => ({ path, from }))),
  );
}

module.exports = { levels, allowedImports, typeImports };
