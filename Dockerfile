# Built for machines without a GPU: the CPU build of torch, the built-in model made at build time, no root.
FROM python:3.11-slim

# An internal mirror can stand in for either index: --build-arg TORCH_INDEX=... --build-arg PACKAGE_INDEX=...
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ARG PACKAGE_INDEX=
# LibreOffice reads .doc, .wps, .rtf and .odt; some 250 MB. Without it: --build-arg LIBREOFFICE=
ARG LIBREOFFICE=libreoffice-writer-nogui

ENV CHUCHU_DATA=/data \
    CHUCHU_HOST=0.0.0.0 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1

# The font is for PDF files that embed none: without one they lose characters. 5 MB.
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends fonts-wqy-microhei $LIBREOFFICE \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --create-home --uid 10001 chuchu \
    && install -d -o chuchu -g chuchu /data /app
WORKDIR /app

# torch first and by itself: from the general index it would bring several gigabytes of GPU libraries. It is pinned by
# version alone, for each index serves a build of its own; all else by hash.
RUN pip install -q ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} torch==2.13.0

COPY requirements.lock .
RUN pip install -q ${PACKAGE_INDEX:+--index-url "$PACKAGE_INDEX"} --require-hashes --no-deps -r requirements.lock
COPY --chown=chuchu:chuchu . .
RUN pip install -q ${PACKAGE_INDEX:+--index-url "$PACKAGE_INDEX"} --no-deps --editable .

USER chuchu
RUN chuchu model make
VOLUME /data
EXPOSE 8000

HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]

# A volume that was not copied from the image holds no model yet; where there is one, it is only checked.
CMD ["sh", "-c", "chuchu model make && exec chuchu serve"]
