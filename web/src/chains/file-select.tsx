import { Loaded } from "../components/loaded.tsx";
import { getData } from "./api.ts";
import { input } from "./inputs.ts";

/** Chooses a file of the folder of data. */
export function FileSelect() {
  return (
    <Loaded by="data" load={getData}>
      {({ files, incomplete }) => (
        <label class="field">
          <span>File</span>
          <select
            value={input.value}
            onChange={({ currentTarget }) => {
              input.value = currentTarget.value;
            }}
          >
            <option value="">{files.length === 0 ? "no files: start the server with --data" : "choose a file"}</option>
            {files.map(({ path, bytes }) => (
              <option key={path} value={path}>
                {path} ({sizeText(bytes)})
              </option>
            ))}
            {incomplete && <option disabled>… and more</option>}
          </select>
        </label>
      )}
    </Loaded>
  );
}

/** `1.5 MB`. */
export function sizeText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB"];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
