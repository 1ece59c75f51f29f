FROM node:24-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
COPY console ./console
RUN npm run build
RUN npm prune --omit=dev --no-audit --no-fund
RUN node scripts/keep-own-binaries.mjs

# glibc 2.38 or newer, which the prebuilt uWebSockets.js needs; elsewhere the slower node:http would answer.
FROM node:24-trixie-slim
WORKDIR /app
ENV NODE_ENV=production
COPY package.json ./
COPY lua ./lua
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 8080) + '/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/main.js"]
CMD ["gateway"]
