# Larmor in an image: built in one stage, run in another without build tools, by a user without rights.
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /opt/larmor
# What the build needs and nothing else: a change elsewhere does not begin it anew.
COPY package.json package-lock.json .npmrc tsconfig.json tsconfig.build.json ./
COPY scripts/finish-build.js scripts/
COPY src src/
COPY gadgets gadgets/
RUN npm ci && npm prune --omit=dev

FROM node:${NODE_VERSION}-bookworm-slim
# ISMRMRD's own generator, reader and reconstruction, to compare with.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ismrmrd-tools \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/larmor/package.json /opt/larmor/
COPY --from=build /opt/larmor/node_modules /opt/larmor/node_modules/
COPY --from=build /opt/larmor/dist /opt/larmor/dist/
COPY pipelines /opt/larmor/pipelines/
COPY schema /opt/larmor/schema/
COPY examples /opt/larmor/examples/
RUN ln -s /opt/larmor/dist/src/cli/main.js /usr/local/bin/larmor \
  && useradd --system --no-create-home --shell /usr/sbin/nologin larmor
USER larmor
WORKDIR /tmp
EXPOSE 9002
STOPSIGNAL SIGTERM
ENTRYPOINT ["larmor"]
# Within the image it listens to all who reach the image; `docker run -p` says who that is.
CMD ["serve", "-H", "0.0.0.0", "-l", "/tmp/share/log/larmor.log"]
