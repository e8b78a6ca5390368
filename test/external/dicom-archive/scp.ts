import { createServer } from "node:net";
import dimse from "dcmjs-dimse";

/** A port on which nothing listens. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** An archive in this process, by dcmjs-dimse. */
export interface TestArchive {
  readonly port: number;
  /** Elements of the images that it was sent, by keyword. */
  readonly received: Record<string, unknown>[];
  close(): void;
}

export interface TestArchiveOptions {
  /** Its answer to an image; 0 is success. */
  readonly status?: (elements: Record<string, unknown>) => number;
  /** Whether it accepts associations; default yes. `never` leaves them without an answer. */
  readonly accepts?: "yes" | "no" | "never" | "no-images";
}

export function startArchive(
  port: number,
  { status = () => 0, accepts = "yes" }: TestArchiveOptions = {},
): TestArchive {
  dimse.log.disableAll();
  const received: Record<string, unknown>[] = [];
  const { PresentationContextResult, RejectResult, RejectSource, RejectReason, TransferSyntax } = dimse.constants;
  class Archive extends dimse.Scp {
    override associationRequested(association: InstanceType<typeof dimse.association.Association>): void {
      if (accepts === "never") return;
      if (accepts === "no") {
        const { Permanent } = RejectResult;
        this.sendAssociationReject(Permanent, RejectSource.ServiceUser, RejectReason.CalledAeNotRecognized);
        return;
      }
      for (const { id } of association.getPresentationContexts() as readonly { id: number }[]) {
        const context = association.getPresentationContext(id);
        if (accepts === "no-images") {
          context.setResult(PresentationContextResult.RejectAbstractSyntaxNotSupported);
        } else context.setResult(PresentationContextResult.Accept, TransferSyntax.ExplicitVRLittleEndian);
      }
      this.sendAssociationAccept();
    }

    override cStoreRequest(
      request: InstanceType<typeof dimse.requests.CStoreRequest>,
      callback: (response: InstanceType<typeof dimse.responses.CStoreResponse>) => void,
    ): void {
      const elements = request.getDataset()!.getElements() as Record<string, unknown>;
      received.push(elements);
      const response = dimse.responses.CStoreResponse.fromRequest(request);
      response.setStatus(status(elements));
      callback(response);
    }

    override associationReleaseRequested(): void {
      this.sendAssociationReleaseResponse();
    }
  }
  const server = new dimse.Server(Archive as never);
  server.on("networkError", () => {});
  server.listen(port);
  return { port, received, close: () => server.close() };
}
