"""Whoever can raise an error can say it: its sentence is declared where the raising module has it loaded."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STORE = "desk_app.models.store"
"""What every command has loaded when it looks into the store, though it imports it late."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> dict[str, str]:
    """Return the text of every module by its dotted name."""
    found = {}
    for path in (path for top in ("desk_app", "central_server") for path in (ROOT / top).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text(encoding="utf-8")
    return found


def imports(nodes: Iterator[ast.AST], known: dict[str, ast.Module]) -> set[str]:
    """Return our modules that import statements load."""
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names & known.keys()


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Go through what runs when a module is imported."""
    for child in ast.iter_child_nodes(node):
        typing_only = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
        if not isinstance(child, Function) and not typing_only:
            yield child
            yield from at_import(child)


def called(node: ast.AST, name: str) -> Iterator[ast.Call]:
    """Find calls of a function by its bare name."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == name:
            yield call


def raised(node: ast.AST) -> set[str]:
    """Return the codes of errors made with a literal code."""
    firsts = (call.args[0] for call in called(node, "DeskError") if call.args)
    return {first.value for first in firsts if isinstance(first, ast.Constant) and isinstance(first.value, str)}


def test_every_error_raised_has_its_sentence_loaded() -> None:
    texts = modules()
    known = {name: ast.parse(text) for name, text in texts.items()}
    direct = {name: imports(at_import(tree), known) for name, tree in known.items()}
    declared = {
        name: {word.arg for call in called(tree, "sentences") for word in call.keywords}
        if "sentences(" in texts[name]
        else set()
        for name, tree in known.items()
    }

    def loaded(names: set[str]) -> set[str]:
        """Return the modules these load, themselves among them."""
        seen: set[str] = set()
        waiting = set(names)
        while waiting:
            seen |= (here := {waiting.pop()})
            waiting |= set().union(*(direct[name] for name in here)) - seen
        return seen

    speechless = []
    for name, tree in known.items():
        codes = raised(tree) if "DeskError(" in texts[name] else set()
        if not codes:
            continue
        always = loaded({name, STORE} if name.startswith("desk_app.cli.") else {name})
        said = set().union(*(declared[module] for module in always))
        for function in (node for node in ast.walk(tree) if isinstance(node, Function)):
            its_own = raised(function) - said
            if its_own:
                late = loaded(imports(ast.walk(function), known))
                codes -= its_own & set().union(*(declared[module] for module in late))
        speechless += [f"{name}: {code}" for code in sorted(codes - said)]
    assert speechless == []
