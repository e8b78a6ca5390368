/** Sessions of a server: those that run, and those before. */
export function SessionsArea() {
  return (
    <p class="quiet">
      no sessions yet: send one with <code>larmor send scan.h5 -c cartesian</code>
    </p>
  );
}
