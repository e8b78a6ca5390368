import type { SessionDetail } from "../../../src/viewer/api/index.ts";
import { valueText } from "./format.ts";

/** The noise of each coil, by the step that measures it. */
export function NoiseView({ coils }: { readonly coils: NonNullable<SessionDetail["noise"]> }) {
  if (coils.length === 0) return null;
  const most = Math.max(...coils.map(({ level }) => level));
  const mean = coils.reduce((sum, { level }) => sum + level, 0) / coils.length;
  return (
    <section class="live-panel" aria-label="noise of the coils">
      <h3>
        noise of {coils.length} coils <span class="quiet">mean {valueText(mean)}</span>
      </h3>
      <ol class="live-noise">
        {coils.map(({ coil, level }) => (
          <li key={coil} title={`${coil}: ${valueText(level)}`}>
            <i style={{ height: `${most > 0 ? (100 * level) / most : 0}%` }} />
            {coils.length <= 16 && <span>{coil}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
