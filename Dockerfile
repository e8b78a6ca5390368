# Larmor as an image: built in one stage, run in another one without build tools, as an unprivileged user.
#   docker build -t larmor .
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /opt/larmor
# Only the folders that the build needs, so that changes in others do not invalidate the cached build.
COPY package.json package-lock.json .npmrc tsconfig.json tsconfig.build.json ./
COPY web/package.json web/
COPY scripts scripts/
COPY src src/
COPY gadgets gadgets/
COPY web web/
RUN npm ci && npm prune --omit=dev

FROM node:${NODE_VERSION}-bookworm-slim AS runtime
LABEL org.opencontainers.image.title="Larmor" \
  org.opencontainers.image.description="Reconstructs magnetic-resonance images while the scanner is still sending." \
  org.opencontainers.image.version="0.1.0" \
  org.opencontainers.image.licenses="MIT"
# ISMRMRD's generator, reader and reconstruction, for comparison.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ismrmrd-tools \
  && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/log/* \
  && ln -s /opt/larmor/dist/src/entries/larmor.sh /usr/local/bin/larmor \
  && useradd --uid 10002 --user-group --no-create-home --shell /usr/sbin/nologin larmor
COPY --from=build /opt/larmor/package.json /opt/larmor/
COPY --from=build /opt/larmor/node_modules /opt/larmor/node_modules/
COPY --from=build /opt/larmor/dist /opt/larmor/dist/
COPY pipelines /opt/larmor/pipelines/
COPY schema /opt/larmor/schema/
COPY templates /opt/larmor/templates/
COPY examples /opt/larmor/examples/
COPY deploy /opt/larmor/deploy/
COPY docs /opt/larmor/docs/
COPY CHANGELOG.md /opt/larmor/
# Inside the container it listens on all interfaces; `docker run -p` decides who can connect. Options of `larmor serve`
# override these variables.
ENV LARMOR_HOST=0.0.0.0 LARMOR_HTTP=127.0.0.1:9080 LARMOR_LOGFILE=/tmp/share/log/larmor.log
USER larmor
WORKDIR /tmp
EXPOSE 9002 9080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9080/readyz').then(({ ok }) => process.exit(Number(!ok)), () => process.exit(1))"]
ENTRYPOINT ["larmor"]
CMD ["serve"]
