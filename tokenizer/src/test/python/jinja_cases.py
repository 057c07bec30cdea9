"""Writes cases.json: small templates and what Jinja2 makes of them.

Run as: python jinja_cases.py ../resources/org/llamajvm/tokenizer/jinja/cases.json
Made with Jinja2 3.1.6 and transformers 5.18.0 on Python 3.11; nothing in it is random.
"""

import itertools
import json
import sys

from jinja_renderer import VERSIONS, render

VARIABLES = {
    "name": "World",
    "text": "  Hello, wide  World \n",
    "emoji": "a😀é\u00a0ß😀",
    "quote": "it's \"so\" \\ {{ x }}",
    "none_value": None,
    "yes": True,
    "numbers": [3, 1, 2, 10, -4],
    "words": ["pear", "Apple", "fig", "apple", "Fig"],
    "nested": [[1, [2, 3]], {"a": [4]}],
    "users": [
        {"name": "bo", "age": 7, "tag": {"id": 2}, "ok": True},
        {"name": "Al", "age": 31, "tag": {"id": 1}},
        {"name": "cy", "age": 7, "tag": {"id": 3}, "ok": False},
    ],
    "table": {"b": 2, "a": 1, "C": 3, "items": "shadow"},
    "real": 2.5,
    "empty": "",
}

STATEMENTS = r"""
{% if yes %}a{% elif name %}b{% else %}c{% endif %}
{% if not yes %}a{% elif name == 'World' %}b{% else %}c{% endif %}
{% if none_value %}a{% else %}c{% endif %}
{% for x in numbers %}{{ loop.index }}:{{ x }}{% if not loop.last %},{% endif %}{% endfor %}
{% for x in numbers %}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.length }}|{% endfor %}
{% for x in numbers %}{{ loop.previtem }}<{{ x }}>{{ loop.nextitem }} {% endfor %}
{% for x in numbers %}{{ loop.cycle('a', 'b') }}{% endfor %}
{% for x in [1, 1, 2, 2, 1] %}{{ loop.changed(x) }} {% endfor %}
{% for x in [] %}a{% else %}none{% endfor %}
{% for x in missing %}a{% else %}none{% endfor %}
{% for x in numbers if x > 1 %}{{ loop.index }}/{{ loop.length }}:{{ x }} {% else %}no{% endfor %}
{% for x in numbers if x > 100 %}{{ x }}{% else %}no{% endfor %}
{% for k, v in table.items() %}{{ k }}={{ v }};{% endfor %}
{% for (a, b), c in [((1, 2), 3), ([4, 5], 6)] %}{{ a }}{{ b }}{{ c }} {% endfor %}
{% for x in numbers %}{% if x == 2 %}{% break %}{% endif %}{{ x }}{% endfor %}
{% for x in numbers %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% endfor %}
{% for x in [1, 2] %}{% for y in [3, 4] %}{{ loop.index }}{% if y == 3 %}{% continue %}{% endif %}{{ x }}{{ y }}{% endfor %}{{ loop.index }}{% endfor %}
{% for c in emoji %}[{{ c }}]{% endfor %}
{% for x in range(3) %}{{ x }}{% endfor %}{% for x in range(5, 0, -2) %}{{ x }}{% endfor %}
{% for x in 5 %}{% endfor %}
{% for k, v in [(1, 2, 3)] %}{% endfor %}
{% for k, v in [(1,)] %}{% endfor %}
{% for k, v in [1] %}{% endfor %}
{% for k in table %}{{ k }}{% endfor %}
{% set x = 0 %}{% for i in [1, 2, 3] %}{{ x }}{% set x = i %}{{ x }}{% endfor %}{{ x }}
{% set ns = namespace(x=0) %}{% for i in [1, 2, 3] %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}{{ ns.y }}
{% set a, b = 1, 2 %}{{ a }}{{ b }}
{% set a = 1, 2 %}{{ a }}
{% set (a, b) = [1, 2] %}{{ a }}{{ b }}
{% set a, = [1] %}{{ a }}
{% set x %} some {{ name }} {% endset %}[{{ x }}]
{% set x | trim | upper %} some {{ name }} {% endset %}[{{ x }}]
{% set x | replace('o', '0') %}foo{% endset %}{{ x }}
{% set d = {} %}{% set d.x = 1 %}
{% set x.y = 1 %}
{% if yes %}{% set x = 5 %}{% endif %}{{ x }}
{% with a = 1, b = name %}{{ a }}{{ b }}{% endwith %}{{ a }}
{% set a = 9 %}{% with a = 1, b = a %}{{ a }}{{ b }}{% endwith %}{{ a }}
{% macro m(a, b=2) %}<{{ a }}{{ b }}>{% endmacro %}{{ m(1) }}{{ m(1, 3) }}{{ m(b=4, a=5) }}{{ m() }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, c=2) }}
{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, 3, c=4) }}
{% macro m(a) %}{{ a.b }}{% endmacro %}{{ m() }}
{% macro m() %}{{ late }}{% endmacro %}{% set late = 3 %}{{ m() }}
{% macro m(x) %}{% if x > 0 %}{{ x }}{{ m(x - 1) }}{% endif %}{% endmacro %}{{ m(4) }}
{% macro m(a, b=a) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}
{% macro m() %} x {% endmacro %}[{{ m() | trim }}]{{ m.name }}
{% macro m(t) %}({{ caller() }}{{ t }}){% endmacro %}{% call m('z') %}in {{ name }}{% endcall %}
{% macro m() %}{% for i in [1, 2] %}{{ caller(i, i * 2) }}{% endfor %}{% endmacro %}{% call(a, b=7) m() %}{{ a }}-{{ b }} {% endcall %}
{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}
{% macro outer() %}{% macro inner(x) %}[{{ x }}]{% endmacro %}{{ inner(1) }}{% endmacro %}{{ outer() }}
{% call name() %}{% endcall %}
{% call 5 %}{% endcall %}
{% filter upper %}abc {{ name }}{% endfilter %}
{% filter replace('a', 'b') | upper %}banana{% endfilter %}
{% generation %}gen {{ name }}{% endgeneration %}!
{% generation %}{% set x = 1 %}{% endgeneration %}{{ x }}
{% for x in [1, 2] %}{% generation %}{{ x }}{{ loop.index }}{% endgeneration %}{% endfor %}
{% raw %}{{ not }} {% this %}{% endraw %}
{%- raw -%}  {{ x }}  {%- endraw -%}  z
{% raw %}never closed
a {# comment #} b {#- tight -#} c
a {# never closed
{{ 'a' }} {# multi
line #} b
{{ name
{% if name %}
{% if name %}x{% endfor %}
{% endif %}
{% else %}
{% unknown %}
{% break %}
{% set true = 1 %}
{% set 5 = 1 %}
{% for 5 in numbers %}{% endfor %}
{{ }}
{{ 1 + }}
{{ (1 }}
{{ 1) }}
{{ [1, 2 }}
{{ 'open }}
{{ a b }}
{{ a.1b }}
{{ 1 ! 2 }}
{{ name | }}
{{ name | nofilter }}
{{ name is notest }}
{{ f(a=1, 2) }}
{{ f(**a, *b) }}
{% macro m(a=1, b) %}{% endmacro %}
{{ 'x' is defined is true }}
{{ raise_exception('boo ' ~ name) }}
{{ raise_exception("it's\n\"so\"") }}
{% if name == 'World' %}{{ raise_exception('no ' + name + '!') }}{% endif %}
{{ strftime_now('%d %b %Y') }} {{ strftime_now('%Y-%m-%d %H:%M:%S %a %A %B %j %p %I %y %% %e %-d %-m %U %W %w %u %F %T %D') }}
{{ joiner() }}{% set j = joiner('|') %}{{ j() }}{{ j() }}{{ j() }}
{{ dict(a=1, b=2) }}{{ dict([('x', 1)], y=2) }}{{ dict() }}
{{ dict({'a': 1}, a=2) }}
{{ range(3) | list }}{{ range(10)[2:8:2] | list }}{{ range(5)[-1] }}{{ range(5) | length }}{{ 3 in range(5) }}{{ range(2, 9, 3) }}{{ range(3) }}
{{ range(200000) | length }}
{{ range(1, 2, 0) }}
{{ range('a') }}
{{ [].append(1) }}
{{ table.update({'a': 2}) }}
{{ table.pop('a') }}
{% set _ = numbers.append(3) %}
{{ ''.__class__ }}
{{ ''.__class__.__mro__ }}
{{ name.__class__() }}
{{ missing }}|{{ missing.x }}
{{ missing.x.y }}
{{ missing['x'] }}
{{ missing[0] }}
{{ missing() }}
{{ missing + 1 }}
{{ 1 + missing }}
{{ 'a' + missing }}
{{ missing ~ 'a' }}
{{ missing | length }}{{ missing | list }}{{ missing | upper }}{{ missing | join }}
{{ missing == missing2 }}{{ missing == none }}{{ missing != 1 }}{{ not missing }}
{{ missing < 1 }}
{{ 1 in missing }}
{{ missing in [1] }}
{{ missing in 'abc' }}
{{ missing | int }}
{{ missing | tojson }}
{{ -missing }}
{{ [missing] }}
{{ users[0].nothing }}|{{ users[0].nothing.more }}
{{ users[5] }}|{{ users[5].name }}
{{ users[0]['nothing']['more'] }}
{{ name.nothing.more }}
{{ none_value.x }}|{{ none_value.x.y }}
{{ none_value['x'] }}|{{ none_value[0] }}
{{ (5).x }}|{{ 5 .x.y }}
{{ (1 if false) }}|{{ (1 if false).x }}
{{ 1 if false }}{{ 1 if true else 2 }}{{ 1 if false else 2 if false else 3 }}
{{ table.items }}{{ table['items'] }}
{{ table.a }}{{ table['a'] }}{{ table.get('a') }}{{ table.get('z') }}{{ table.get('z', 5) }}{{ table.get('z', default=5) }}
{{ table.keys() | list }}{{ table.values() | list }}{{ table.items() | list }}{{ table.keys() }}
{{ table.items() | length }}{{ table.items()[0] }}
{{ {'a': 1, 'a': 2} }}{{ {1: 'x', 1.0: 'y', true: 'z'} }}
{{ {[1]: 2} }}
{{ {1: 2}[1] }}{{ {(1, 2): 3}[1, 2] }}{{ {'x': 1}[[1]] }}
{{ numbers.0 }}{{ nested[0][1][1] }}{{ nested.1.a.0 }}
{{ numbers.index(2) }}{{ numbers.count(1) }}{{ numbers.index(77) }}
{{ 'a' 'b' "c" }}
{{ '\n\t\\\'\"\x41\u00e9\U0001F600\101\q' }}
{{ '\x4' }}
{{ 'a\
b' }}
{{ 1_000 + 0x1F + 0b11 + 0o17 }}{{ 1e3 }}{{ 1.5e-7 }}{{ 12.50 }}
{{ 1.foo }}
{{ not true }}{{ not not false }}{{ true and false or 3 }}{{ 0 or '' }}{{ 1 and 2 }}
{{ 1 < 2 < 3 }}{{ 1 < 3 < 2 }}{{ 1 == 1.0 == true }}{{ 3 > 2 >= 2 != 1 }}{{ 1 in [1] in [[1]] }}
{{ 'a' in name }}{{ 'o' in name }}{{ 'a' not in table }}{{ 2 in numbers }}{{ (1, 2) in [(1, 2)] }}
{{ 1 in 'abc' }}
{{ 1 in 5 }}
{{ 1 ~ 'a' ~ none ~ 2.0 ~ [1, 'x'] }}
{{ name | upper | lower | title }}{{ name | length }}{{ (name | upper)[1:3] }}
{{ -1 | abs }}{{ -2 ** 2 }}{{ 2 ** 3 ** 2 }}{{ -real }}{{ +5 }}{{ - 3 - -2 }}
{{ 7 // 2 }}{{ -7 // 2 }}{{ 7 % -3 }}{{ 7 / 2 }}{{ 6 / 2 }}{{ 2 ** -1 }}{{ 2 ** 0.5 }}{{ 10 ** 20 }}{{ 7.5 // 2 }}{{ -7.5 % 2 }}
{{ 1 / 0 }}
{{ 1 // 0 }}
{{ 1 % 0 }}
{{ 1.0 / 0 }}
{{ 'a' * 3 }}{{ 2 * 'ab' }}{{ [1] * 2 }}{{ (1,) * 2 }}{{ 'a' * -1 }}
{{ 'a' * 1.5 }}
{{ true + true }}{{ true * 3 }}{{ 1 == true }}{{ -true }}
{{ 1e16 }} {{ 1e15 }} {{ 123456789012345680.0 }} {{ 0.1 + 0.2 }} {{ 1e-5 }} {{ 0.0001 }} {{ 1e100 }} {{ -0.0 }} {{ 5e-324 }}
{{ 3 | string + 'a' }}{{ name ~ 1 + 2 }}
{{ (1, 2) }}{{ () }}{{ (1,) }}{{ [] }}{{ {} }}{{ [1, 'a', none, true, 1.0, (2,)] }}
{{ [quote] }}{{ ["it's"] }}{{ ['"'] }}{{ ['\n\x00\x7f\u00a0\u200b😀'] }}
{{ numbers[::-1] }}{{ numbers[1:] }}{{ numbers[:-1] }}{{ numbers[-2:] }}{{ numbers[::2] }}{{ numbers[5:1:-2] }}{{ numbers[none:2] }}
{{ numbers[::0] }}
{{ numbers['a':] }}
{{ emoji[1] }}{{ emoji[::-1] }}{{ emoji[:2] }}{{ emoji | length }}{{ emoji[-1] }}{{ emoji.find('é') }}{{ emoji.rfind('😀') }}
{{ none_value[1:] }}|{{ table[1:] }}
{{ none_value[1:].x }}
{% set g = [1, 2] | map('string') %}{{ g | list }}{{ g | list }}
{% set g = [1, 2, 3] | select('odd') %}{{ g | first }}{{ g | list }}
{{ [1, 2] | map('string') | length }}
{{ [1, 2] | map('string') | last }}
{{ ([1, 2] | select)[0] }}
{{ [0, 1, '', 'a', none] | select | list }}{{ [0, 1, '', 'a'] | reject | list }}
{{ users | map(attribute='name') | join(', ') }}{{ users | map(attribute='tag.id') | list }}{{ users | map(attribute='ok', default='?') | list }}
{{ users | map(attribute='ok') | list }}
{{ users | selectattr('ok') | map(attribute='name') | list }}{{ users | rejectattr('ok') | map(attribute='name') | list }}{{ users | selectattr('ok', 'defined') | list | length }}
{{ users | selectattr('age', 'equalto', 7) | map(attribute='name') | list }}{{ users | selectattr('age', 'gt', 7) | list | length }}{{ users | selectattr('name', 'in', ['bo']) | list | length }}
{{ users | map('upper') }}{{ users | map }}
{{ users | selectattr }}
{{ users | selectattr | list }}
{{ users | sort(attribute='age') | map(attribute='name') | list }}{{ users | sort(attribute='age,name', reverse=true) | map(attribute='name') | list }}{{ users | sort(attribute='tag.id') | map(attribute='name') | list }}
{{ words | sort }}{{ words | sort(case_sensitive=true) }}{{ words | sort(reverse=true) }}{{ words | unique | list }}{{ words | unique(true) | list }}{{ users | unique(attribute='age') | map(attribute='name') | list }}
{{ [1, 'a'] | sort }}
{{ numbers | min }}{{ numbers | max }}{{ words | min }}{{ words | max }}{{ [] | max }}{{ users | max(attribute='age') }}
{{ numbers | sum }}{{ users | sum(attribute='age') }}{{ [[1], [2]] | sum(start=[]) }}{{ [1.5, 2] | sum }}
{{ ['a'] | sum }}
{{ table | dictsort }}{{ table | dictsort(true) }}{{ {'a': 2, 'b': 1} | dictsort(by='value') }}{{ {'a': 2, 'b': 1} | dictsort(reverse=true) }}
{{ table | dictsort(by='x') }}
{{ table | items | list }}{{ missing | items | list }}
{% for k, v in 5 | items %}{% endfor %}
{{ [1, 2, 3] | first }}{{ [1, 2, 3] | last }}{{ [] | first }}{{ 'abc' | first }}{{ 'abc' | last }}{{ table | first }}
{{ ([] | first).x }}
{{ 'abc' | reverse }}{{ [1, 2] | reverse | list }}{{ table | reverse | list }}{{ 5 | reverse }}
{{ missing | default('d') }}{{ none_value | default('d') }}{{ none_value | default('d', true) }}{{ '' | default('d', boolean=true) }}{{ missing | d }}{{ missing.x | default('d') }}
{{ users[0].zzz | default('d') }}
{{ [1, none, 'a'] | join('-') }}{{ words | join }}{{ [1, 2] | join(none) }}{{ users | join(', ', attribute='name') }}{{ 'abc' | join('.') }}
{{ 5 | join }}
{{ 'foo bar-baz (qux' | title }}{{ "it's o'clock" | title }}{{ 'hello WORLD' | capitalize }}
{{ 'a\nb\n\nc' | indent }}|{{ 'a\nb\n\nc' | indent(2, true) }}|{{ 'a\nb\n\nc' | indent(2, blank=true) }}|{{ 'a\nb' | indent('> ') }}|{{ '' | indent }}
{{ none_value | indent }}
{{ '<a href="x">\'&' | e }}{{ '<' | escape }}{{ '<b>' | safe }}
{{ '<' | safe + '<' }}{{ '<' + '<' | safe }}{{ ('<' | safe) ~ '<' }}{{ '<' | e + '<' }}{{ '<' | safe | e }}
{{ ('a' | safe).join(['<', '>' | safe]) }}{{ ('<{}>' | safe).format('<') }}{{ ('x.x' | safe).replace('x', '<') }}
{{ '>'.join(['<' | safe, '&']) }}{{ ['<' | safe, '&'] | join('>') }}{{ ('<' | safe) * 2 + '<' }}
{{ ('<b> c' | safe).split(' ')[1] + '<' }}{{ ('<b>' | safe)[0] + '<' }}{{ (' <' | safe) | trim + '<' }}{{ ('a' | safe) | upper + '<' }}
{{ ('a' | safe) | title + '<' }}{{ ('a' | safe) | replace('a', 'b') + '<' }}{{ ('a' | safe) | string + '<' }}{{ ('' | safe) + '"' }}
{{ ('a<' | safe) | tojson }}{{ ['<' | safe] }}{{ ('a' | safe) == 'a' }}{{ ('a' | safe) | capitalize + '<' }}
{{ ('<' | safe) + numbers }}
{% set x %}{{ '<' | safe }}{% endset %}{{ x + '<' }}{% macro m() %}{{ '<' | safe }}{% endmacro %}{{ m() + '<' }}
{{ 'a{}b{}'.format(1, name) }}{{ '{0}{1}{0}'.format('x', none) }}{{ '{a}-{b}'.format(a=1, b=[2.5]) }}{{ '{{}}{}'.format(yes) }}
{{ '{!r}{0}'.format('x') }}
{{ '{!r}{!s}'.format('x', 'y') }}{{ '{}'.format(missing) }}|{{ ''.format() }}{{ 'plain'.format(1, 2) }}{{ '{}'.format('{}') }}
{{ '{}{0}'.format(1) }}
{{ '{}{}'.format(1) }}
{{ '{a}'.format(1) }}
{{ '{'.format(1) }}
{{ '}'.format(1) }}
{{ '{0'.format(1) }}
{{ '42' | int }}{{ '4.7' | int }}{{ 'x' | int }}{{ 'x' | int(7) }}{{ '0x1F' | int(base=16) }}{{ 'ff' | int(0, 16) }}{{ none_value | int }}{{ 4.9 | int }}{{ -4.9 | int }}{{ ' 12 ' | int }}{{ '1_000' | int }}{{ true | int }}{{ '1e3' | int }}
{{ '4.5' | float }}{{ 'x' | float }}{{ 'x' | float(1.5) }}{{ 3 | float }}{{ 'inf' | float }}{{ '1e400' | float }}{{ '-nan' | float }}
{{ -3 | abs }}{{ -3.5 | abs }}
{{ 'x' | abs }}
{{ quote | tojson }}{{ emoji | tojson }}{{ emoji | tojson(ensure_ascii=true) }}{{ table | tojson(sort_keys=true) }}{{ table | tojson(separators=(',', ':')) }}
{{ nested | tojson(indent=2) }}
{{ {} | tojson(indent=2) }}{{ [] | tojson(indent=2) }}{{ {'a': [], 'b': {}} | tojson(indent=4) }}{{ [1, {'a': 2}] | tojson(indent='\t') }}
{{ {1: 2, none: 3, true: 4, 1.5: 5} | tojson }}{{ (1, 2) | tojson }}{{ none | tojson }}{{ true | tojson }}{{ 1.0 | tojson }}{{ 1e100 | tojson }}{{ '<&>' | tojson }}{{ '\x00\x1f\x7f\u2028/' | tojson }}
{{ {(1, 2): 3} | tojson }}
{{ range(3) | tojson }}
{{ [missing] | tojson }}
{{ table.items() | tojson }}
{{ namespace() | tojson }}
{{ text.strip() }}|{{ text.lstrip() }}|{{ text.rstrip() }}|{{ 'xxaxx'.strip('x') }}|{{ 'abcba'.lstrip('ab') }}|{{ 'abcba'.rstrip('ab') }}|{{ text | trim }}|{{ 'xax' | trim('x') }}|{{ 'a'.strip(none) }}
{{ 'a,b,c'.split(',') }}{{ 'a,b,c'.split(',', 1) }}{{ 'a,b,c'.rsplit(',', 1) }}{{ text.split() }}{{ text.split(none, 1) }}{{ text.rsplit(none, 1) }}{{ ''.split() }}{{ ''.split(',') }}{{ 'a,b'.split(sep=',', maxsplit=1) }}
{{ 'abc'.split('') }}
{{ 'a</think>b</think>c'.split('</think>')[-1] }}{{ 'abc'.split('</think>')[-1].lstrip('\n') }}
{{ 'a\nb\r\nc\x0bd\u2028e'.splitlines() }}{{ 'a\nb\n'.splitlines(true) }}
{{ 'abc'.startswith('a') }}{{ 'abc'.startswith(('x', 'a')) }}{{ 'abc'.endswith('bc') }}{{ 'abc'.startswith('b', 1) }}{{ 'abc'.endswith('b', 0, 2) }}
{{ 'abc'.startswith(1) }}
{{ 'aXbX'.replace('X', '-') }}{{ 'aXbX'.replace('X', '-', 1) }}{{ 'abc'.replace('', '-') }}{{ 'abc' | replace('b', 1) }}{{ 'aaa' | replace('a', 'b', 2) }}{{ 5 | replace(5, 6) }}
{{ 'abc'.replace(1, 2) }}
{{ 'hello world'.title() }}{{ "it's 3rd éa ǆ".title() }}{{ 'ß'.upper() }}{{ 'ß'.title() }}{{ 'ÉCOLE İ'.lower() }}{{ 'ΑΣ ΣΑ'.lower() }}{{ 'hELLO'.capitalize() }}{{ 'ŉ'.upper() }}
{{ 'abc'.find('c') }}{{ 'abc'.find('z') }}{{ 'abcabc'.rfind('b') }}{{ 'abc'.index('b') }}{{ 'abcabc'.find('b', 2) }}{{ 'aaa'.count('a') }}{{ 'aaa'.count('') }}{{ 'abcabc'.find('c', 0, 2) }}{{ 'abc'.find('', 9) }}
{{ 'abc'.index('z') }}
{{ '-'.join(['a', 'b']) }}{{ ''.join([]) }}{{ ', '.join(words) }}{{ '-'.join('abc') }}
{{ '-'.join([1]) }}
{{ 'abc'.removeprefix('a') }}{{ 'abc'.removesuffix('c') }}{{ 'abc'.removeprefix('x') }}
{{ name.upper(1) }}
{{ name.nomethod() }}
{{ name.upper }}
{{ '\u00a0\u3000x\u200b\x1c'.strip() | tojson }}{{ '\u2003a\u0085' | trim | tojson }}
{{ loop }}{{ loop.index }}
{% for i in [1] %}{{ loop }}{% endfor %}
{{ {'a': {'b': [1, 2]}}['a'].b[1] }}{{ (users | first)['name'] }}
{% set ns = namespace({'a': 1}, b=2) %}{{ ns.a }}{{ ns['b'] }}{% set ns.c = 3 %}{{ ns.c }}{{ ns.a is defined }}{{ ns.zz is defined }}
{% set x = namespace(a=[]) %}{% for i in [1, 2] %}{% set x.a = x.a + [i] %}{% endfor %}{{ x.a }}
{% set messages = users %}{% if messages[0]['name'] == 'bo' %}{% set rest = messages[1:] %}{% else %}{% set rest = messages %}{% endif %}{% for m in rest %}{{ m.name }}{% endfor %}
{{ [1, 2] + [3] }}{{ (1,) + (2,) }}{{ [1] == [1.0] }}{{ (1,) == [1] }}{{ {'a': 1} == {'a': 1.0} }}{{ [1, 2] < [1, 3] }}{{ 'a' < 'b' }}{{ 'Z' < 'a' }}{{ '😀' > '\uffff' }}
{{ [1] + (2,) }}
{{ 'a' + 1 }}
{{ 1 + 'a' }}
{{ [1] < 'a' }}
{{ none < 1 }}
{{ none + 1 }}
{{ {} + {} }}
{{ 'a'() }}
{{ name() }}
{{ 5 | length }}
{{ none | length }}
{{ f'x' }}
{{ name|upper|replace('O', '0')|list }}{{ name | list | length }}
{{ text is string }}{{ numbers is sequence }}{{ table is mapping and table is iterable and table is sequence }}{{ name is iterable }}{{ 5 is iterable }}{{ missing is sequence }}{{ missing is iterable }}{{ none is none }}{{ none is defined }}{{ table.zz is defined }}
{{ missing.zz is defined }}
{{ 1 is number }}{{ true is number }}{{ true is integer }}{{ 1 is integer }}{{ 1.0 is float }}{{ true is boolean }}{{ 1 is true }}{{ true is true }}{{ false is false }}{{ 3 is odd }}{{ 4 is even }}{{ 9 is divisibleby(3) }}{{ 9 is divisibleby 2 }}
{{ 'a' is eq 'a' }}{{ 3 is ne 4 }}{{ 3 is lt 4 }}{{ 3 is ge(3) }}{{ 2 is in [1, 2] }}{{ 3 is sameas 3 }}{{ 1 is sameas true }}{{ none is sameas none }}
{{ range is callable }}{{ name is callable }}{{ name is not string }}{{ not name is string }}{{ 3 is not odd or true }}{{ 3 is odd and 4 is odd }}
{% for t in ['ab', 'AB', 'aB', 'a1', 'A1', '1', '', 'ǅ', 'aǅ', 'ß', 'ª', 'Ⅰ', 'ⓐ', 'ΣΑ', '𝐚', '😀', 'Aʰ'] %}{{ t is upper }}{{ t is lower }} {% endfor %}
{{ 5 is upper }}{{ none is lower }}{{ true is lower }}{{ missing is upper }}{{ ['a', 'b'] is lower }}{{ ['A'] is upper }}{{ {'a': 1} is lower }}{{ words | select('lower') | list }}{{ words | reject('upper') | list }}
{{ name is upper(1) }}
{{ 'x' is odd }}
{{ name is string(1) }}
{{ name is divisibleby }}
{{ name | upper(1) }}
{{ name | replace('a') }}
{{ name | replace('a', 'b', 'c') }}
{{ name | default(bad=1) }}
{{ table | attr('a') }}{{ name | attr('upper') }}
{{ [3, 1] | sort | first }}{{ (numbers | sort)[0] }}{{ numbers | sort | join(',') }}
{{ 'a' if name else 'b' ~ 'c' }}{{ ('a' if name) ~ 'c' }}{{ 'x' ~ ('a' if not name) }}
{{ [x for x in numbers] }}
{{ lambda }}{{ name and }}
{{ {'a': 1}.items() | list | tojson }}
{{ 3 }}{{ 'a' }}{{- ' b ' -}} c
""".strip("\n")

WHITESPACE = [
    "a\n  {% if true %}\n  b\n  {% endif %}\nc\n",
    "a\n  {%- if true %}\n  b\n  {%- endif %}\nc\n\n",
    "a\n  {%+ if true %}\n  b\n  {%+ endif +%}\nc",
    "a  {% if true -%}  \n\n b {%- endif -%}  \n c",
    "  {{ 1 }}  \n  {{- 2 -}}  \n 3",
    "\n{% set x = 1 %}\n\n{{ x }}\n",
    "x {# c #}\n  {# d #}\n{#- e -#}\n y",
    "  {# c +#}\n z",
    "{% raw %}\n a {% endraw %}\n b",
    "  {% raw -%}\n a {%- endraw %}\n b",
    "  {%- raw %} a {% endraw -%}\n b",
    "a\r\n{% if true %}\r\nb\r{% endif %}\nc\r\n",
    "{% for x in [1, 2] %}\n  {{ x }}\n{% endfor %}\n",
    "{% for x in [1, 2] -%}\n  {{ x }}\n{%- endfor %}\n",
    "{%- for x in [1, 2] %}\n    {%- if x == 1 %}\n        {{- 'one' }}\n    {%- else %}\n        {{- 'two' }}\n    {%- endif %}\n{%- endfor %}",
    "\t{% if true %}a{% endif %}\u00a0{% if true %}b{% endif %}",
    "a {% if true %} \n{% endif %} \n",
    "{{ 'a\n\n' }}\n\n\n",
    "{% set x %}\n  a\n{% endset %}[{{ x }}]",
    "{% macro m() %}\n  a\n{% endmacro %}[{{ m() }}]",
    "{% if true %}\n{% if true %}\nx\n{% endif %}\n{% endif %}\n",
    "{{ {'a': {'b': 1}}['a']['b'] }}{{ {'x': '}}'}.x }}{{ '%}' }}{% if '%}' %}y{% endif %}",
    "{{-1}} {{ 1 -}} {{+1}}",
    "{ { x } } {{ '{' }} { {% if true %}%{% endif %} }",
    "{%if true%}a{%endif%}{{1}}{#c#}",
    "",
    "\n",
    "just text\n",
    "  \n  ",
    "{% if true %}  \n\n  {% endif %}",
    "line\n   {%- set a = 1 -%}   \n  {{- a }}",
]


def generated():
    """Every operator, slice and many filters over values of every type."""
    values = ["2", "-3", "2.5", "true", "none", "'ab'", "[1, 2]", "(1, 2)", "{'a': 1}", "missing"]
    for operator in ["+", "-", "*", "/", "//", "%", "==", "<", "in"]:
        for left, right in itertools.product(values, values):
            yield "{{ %s %s %s }}" % (left, operator, right)
    for value in values:
        for name in [
            "length", "first", "last", "list", "upper", "title", "trim", "string", "int", "float",
            "abs", "tojson", "join('-')", "sort", "sum", "min", "default('d', true)",
            "replace('a', 'b')", "unique | list", "map('string') | list", "select | list",
            "items | list", "dictsort", "capitalize",
        ]:
            yield "{{ %s | %s }}" % (value, name)
        for name in [
            "defined", "none", "string", "mapping", "iterable", "sequence", "number", "integer",
            "float", "boolean", "true", "false", "callable", "odd", "eq 2", "in [2]",
        ]:
            yield "{{ %s is %s }}" % (value, name)
        for suffix in [".a", "['a']", "[0]", "[-1]", "[5]", "[1:]", "[::-1]", ".a.b", "()"]:
            # Through a variable: Jinja folds a constant, and then a failing slice is no error.
            yield "{%% set v = %s %%}{{ v%s }}" % (value, suffix)
    bounds = ["", "0", "1", "-1", "3", "-9", "9"]
    for start, stop, step in itertools.product(bounds, bounds, ["", "1", "2", "-1", "-2"]):
        yield "{{ 'aé😀d'[%s:%s:%s] }}" % (start, stop, step)


def main():
    cases = []
    # One statement a line; a line that starts inside a tag belongs to the one before.
    lines = []
    for line in STATEMENTS.split("\n"):
        if lines and (lines[-1].endswith("\\") or lines[-1].endswith("{# multi")):
            lines[-1] += "\n" + line
        else:
            lines.append(line)
    for source in [*lines, *WHITESPACE, *generated()]:
        if "'ab' %" in source:  # the text formatting of Python, which is not supported
            continue
        result = render(source, VARIABLES)
        if "object at 0x" in result.get("text", "") or " at 0x" in result.get("text", ""):
            continue
        cases.append({"template": source, **result})
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write('{"versions": %s,\n"variables": %s,\n"cases": [\n' % (
            json.dumps(VERSIONS), json.dumps(VARIABLES)))
        out.write(",\n".join(json.dumps(case) for case in cases))
        out.write("\n]}\n")
    print(len(cases), "cases")


if __name__ == "__main__":
    main()
