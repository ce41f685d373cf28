#!/usr/bin/env python3
"""Makes the JSON schemas that kubeconform reads, without the network: from a Kubernetes swagger.json and from CRDs.

  kubernetes-schemas.py <target folder> <swagger.json> [<custom resource definition.yaml> …]

Every object is closed where its schema says nothing else, so that a misspelt field is found.
"""

import json
import pathlib
import sys

import yaml


def closed(schema):
    """The schema with unknown fields refused, and with the types that the API server is more generous about."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("x-kubernetes-int-or-string") or schema.get("format") == "int-or-string":
        return {"oneOf": [{"type": "string"}, {"type": "integer"}]}
    result = {key: closed(value) for key, value in schema.items() if key not in ("description", "default", "format")}
    # A property may be called like a keyword of the schema.
    if isinstance(schema.get("properties"), dict):
        result["properties"] = {name: closed(value) for name, value in schema["properties"].items()}
        if "additionalProperties" not in schema and not schema.get("x-kubernetes-preserve-unknown-fields"):
            result["additionalProperties"] = False
    return result


def file_name(kind, group, version):
    """As kubeconform's {{.ResourceKind}}{{.KindSuffix}}.json."""
    return "-".join([kind.lower(), *([group.split(".")[0]] if group else []), version]) + ".json"


def references(schema):
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].removeprefix("#/definitions/")
        for value in schema.values():
            yield from references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from references(value)


def write_builtin(target, swagger):
    definitions = {name: closed(schema) for name, schema in json.loads(swagger.read_text())["definitions"].items()}
    definitions["io.k8s.apimachinery.pkg.util.intstr.IntOrString"] = {"type": ["string", "integer"]}
    definitions["io.k8s.apimachinery.pkg.api.resource.Quantity"] = {"type": ["string", "number"]}
    count = 0
    for name, schema in definitions.items():
        for kind in schema.get("x-kubernetes-group-version-kind", []):
            needed, waiting = {}, [name]
            while waiting:
                current = waiting.pop()
                if current not in needed:
                    needed[current] = definitions[current]
                    waiting.extend(references(definitions[current]))
            document = {"$ref": f"#/definitions/{name}", "definitions": needed}
            (target / file_name(kind["kind"], kind["group"], kind["version"])).write_text(json.dumps(document))
            count += 1
    return count


def write_custom(target, path):
    count = 0
    for document in yaml.safe_load_all(path.read_text()):
        if not document or document.get("kind") != "CustomResourceDefinition":
            continue
        spec = document["spec"]
        for version in spec["versions"]:
            schema = closed(version["schema"]["openAPIV3Schema"])
            # The API server checks these itself.
            schema["properties"].update(apiVersion={"type": "string"}, kind={"type": "string"}, metadata={"type": "object"})
            (target / file_name(spec["names"]["kind"], spec["group"], version["name"])).write_text(json.dumps(schema))
            count += 1
    return count


def main():
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    count = write_builtin(target, pathlib.Path(sys.argv[2]))
    count += sum(write_custom(target, pathlib.Path(path)) for path in sys.argv[3:])
    print(f"{count} schemas in {target}")


main()
