# Written from the documentation; not run by the project's own tests (docs/reference/operating.md).
FROM python:3.13-slim
RUN useradd --create-home --uid 10001 sweetspot
WORKDIR /srv/sweetspot
COPY pyproject.toml README.md ./
COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY src src
RUN pip install --no-cache-dir --no-deps . && mkdir /data && chown sweetspot /data
USER sweetspot
ENV SWEETSPOT_HOME=/data
VOLUME /data
CMD ["sh", "-c", "sweetspot migrate && sweetspot build && exec sweetspot serve"]
