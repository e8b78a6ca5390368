import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Folder for the queues of archives, unless a chain names another one: in the state folder of a systemd service, else
 * in that of the user (XDG Base Directory Specification). Folders for temporary files would be emptied at a restart.
 */
export function defaultQueueFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const ofService = environment.STATE_DIRECTORY?.split(":")[0];
  if (ofService) return join(ofService, "dicom-queue");
  return join(environment.XDG_STATE_HOME || join(homedir(), ".local", "state"), "larmor", "dicom-queue");
}
