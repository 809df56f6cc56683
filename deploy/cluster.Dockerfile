# The image of ../Dockerfile with the drivers of PostgreSQL and Milvus: build that one first, as `chuchu`.
ARG BASE=chuchu
FROM ${BASE}
ARG PACKAGE_INDEX=
USER root
RUN pip install -q ${PACKAGE_INDEX:+--index-url "$PACKAGE_INDEX"} --editable '/app[postgres,milvus]'
USER chuchu
