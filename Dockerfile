# The server with its clients, for production. Build: docker build -t hulian .
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY workbench/package.json workbench/
RUN npm ci --no-audit --no-fund
COPY miniapp/package.json miniapp/package-lock.json miniapp/
RUN cd miniapp && npm ci --no-audit --no-fund
COPY . .
# Without the sandbox: its bridge is compiled out of the H5.
RUN SANDBOX=0 npm run build -- --force && rm -rf miniapp/node_modules

FROM node:20-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
COPY workbench/package.json workbench/
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:20-bookworm-slim
ENV NODE_ENV=production HULIAN_MAIN=1
# More room for what lives for one request only: about 15 % more callbacks a second under load on two cores,
# for up to 200 MB more memory then. A small machine says NODE_OPTIONS= instead (docs/operations.md).
ENV NODE_OPTIONS=--max-semi-space-size=64
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json ./
COPY --from=build /app/dist dist
COPY --from=build /app/miniapp/dist/h5 miniapp/dist/h5
COPY --from=build /app/workbench/dist workbench/dist
# npm run migrate, enterprise and restore -- --examine, inside the image.
COPY --from=build /app/config config
COPY --from=build /app/bot bot
COPY --from=build /app/server server
COPY --from=build /app/scripts scripts
RUN mkdir data && chown node:node data
USER node
EXPOSE 3000
# Whether the process lives; whether it can serve is /readyz, which compose.yaml and balancers ask.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD node -e "fetch('http://127.0.0.1:'+(process.env.PORT||3000)+'/healthz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"
# exec form: signals reach the server, which stops in order.
CMD ["node", "--enable-source-maps", "dist/main.js"]
