"""What a config resolves to is what the TypeScript library makes of it: groups, texts of errors, warnings, identity."""

import dataclasses
import json
import math

import larmor
from checkout import node
from larmor.javascript import json_text

SEED = 20150114
COUNT = 10000
#: on these no result depends: they come of powers and logarithms, whose last bit is the engine's
ESTIMATES = {"memory_bytes", "steps_estimate"}


def group_of(group):
    """A group as JSON, without what the TypeScript library leaves out."""
    values = dataclasses.asdict(group)
    if not values["step_error"]:
        del values["step_error"]
    if values["cube"] is not None and values["cube"]["joint_pc"] is None:
        del values["cube"]["joint_pc"]
    return {name: value for name, value in values.items() if value is not None}


def differences(line):
    """Where Python and TypeScript disagree about one input."""
    try:
        config = larmor.Config(preset=line["preset"], **json.loads(line["input"]))
    except larmor.ConfigError as error:
        if "error" not in line:
            return [f"refused: {error}"]
        theirs = line["error"].replace("describeCube", "larmor.describe_cube")  # a function has the name of its language
        return [] if str(error) == theirs else [f"{error}\n      {theirs}"]
    if "error" in line:
        return [f"taken, but {line['error']}"]
    found = []
    if config.json != line["json"]:
        found.append(f"json: {config.json}\n      {line['json']}")
    if config.identity != line["identity"]:
        found.append("identity")
    if line["groups"] and [list(doubt) for doubt in config.warnings] != [[w["key"], w["message"]] for w in line["warnings"]]:
        found.append(f"{config.warnings}\n      {line['warnings']}")
    for mine, theirs in zip(config.groups, line["groups"] or [], strict=True) if line["groups"] else []:
        mine = group_of(mine)
        for name in ESTIMATES:
            if not math.isclose(mine.pop(name), theirs.pop(name), rel_tol=1e-9, abs_tol=1):
                found.append(name)
        if json_text(mine, sort=True) != json_text(theirs, sort=True):
            found.append(f"{json_text(mine, sort=True)}\n      {json_text(theirs, sort=True)}")
    return found


def test_random_configs_are_planned_and_refused_as_in_typescript(capsys):
    lines = node("python/tests/configs.mts", str(COUNT), str(SEED))
    equal = {"planned": 0, "refused": 0}
    beyond = {"density": 0, "multipoles": 0}
    wrong = []
    for line in map(json.loads, lines.splitlines()):
        found = differences(line)
        wrong += [f"{line['input']}\n    {text}" for text in found]
        if not found:
            equal["refused" if "error" in line else "planned"] += 1
            for name in beyond:
                beyond[name] += "json" in line and f'"{name}":' in line["json"]
    with capsys.disabled():
        print(f"\n{equal['planned']} configs equal, {equal['refused']} refused with the same words")
        print(f"{beyond['density']} of them with densities, {beyond['multipoles']} with multipoles")
    assert not wrong, f"{len(wrong)} differ\n" + "\n".join(wrong[:8])
    assert equal["planned"] >= 1000 and equal["refused"] >= 1000 and min(beyond.values()) >= 300
