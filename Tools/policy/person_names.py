"""Makes the lists of given names and surnames by which names of persons are recognised.

    pip download --no-deps -d DOWNLOADS Faker && pip download --no-deps --no-binary names -d DOWNLOADS names
    python person_names.py DOWNLOADS /usr/share/dict/american-english Sources/ZeroShot/Resources/policy

Sources: names 0.3.0 (MIT; frequencies of the United States census of 1990, public domain), Faker 40.54.0
(MIT; name lists of its locales), and Debian's wamerican (public domain) for everyday words.

One name a line, lower case, without accents, sorted. A name that is also an everyday word or a place is
followed by "~": two such words side by side (jasmine rice, misty forest) are no name of a person.
"""

import ast
import pathlib
import re
import sys
import tarfile
import unicodedata
import zipfile

GIVEN_PER_SEX = 1200
SURNAMES = 7000
PER_LOCALE = 250
LOCALES = "de_DE en_IN en_NG es_ES fr_FR id_ID it_IT nl_NL pl_PL pt_BR sv_SE tr_TR".split()
ROMANIZED = "ja_JP zh_CN".split()

# Given names of languages for which those packages have few, in Latin letters.
MORE_GIVEN = """
aiko akira asuka ayumi daiki daisuke emi eriko fumiko hana haruka haruki haruto hideo hinata hiroki hiroko hitoshi
ichiro isamu kaito kaori katsuo kazuki keiko kenichi kenji kiyoshi kohei kota makoto mariko masaki masako masaru
mayumi megumi michiko midori minoru miyuki nanami naoki naoko natsuki nobuo noriko osamu reiko riku rin ryota ryu
sachiko sakura satoshi shigeru shinji shiro shun sota tadashi takashi takeshi taro tatsuya tetsuya tomoko toshio yoko
yoshiko yuki yuko yumi yuta jin jisoo jiwoo minho minji seojun soojin sunhee taehyung woojin yejin younghee youngho
chenguang guang haoran jianguo jing jun junjie lei ling meiling mengmeng qiang shufen weiming xiaoming xiaoyan xin
xiuying yifan yun zihan abdul abdullah abubakar adebayo aisha akosua amina amir amit anastasia anil anjali ashok
babatunde bilal chidi chinedu dmitri dmitry ekaterina emeka farid fatima fatou funke galina hamid hamza hassan hussein
ibrahim igor irina ivan kareem karim khadija khalid kofi kwame lakshmi layla leila linh mahmoud mariam mehmet mikhail
mohamed muhammad mustafa natalia nasser ngozi nikolai noor olga olumide omar osman oleg rashid sabitha salim samir
sanjay sergei sergey sunita svetlana tariq tatiana ji jihoon joon hoon hyun minjun seung young anh duc hoa huong lan
mai minh ngoc phuong quang tam thu tuan van thandiwe thanh thi tunde vladimir volodymyr wanjiru yasmin youssef yuri
yusuf zainab
""".split()

MORE_SURNAMES = """
nguyen tran pham huynh hoang vo dang bui kim choi jeong kang cho yoon jang lim hwang ivanov ivanova petrov petrova
smirnov smirnova kuznetsov kuznetsova popov popova sokolov sokolova volkov volkova morozov morozova novikov novikova
fedorov fedorova pavlov pavlova kozlov kozlova shevchenko kovalenko bondarenko salah hassan hussein ibrahim mahmoud
abdullah alawi haddad khoury nasser rahman chowdhury siddiqui qureshi okafor okonkwo adeyemi adebayo mensah owusu
diallo traore keita ndiaye mwangi kamau otieno dlamini nkosi papadopoulos nikolaidis yilmaz demir kaya celik nowak
kowalski kowalska wisniewski novak horvat nagy szabo popescu ionescu andersen jensen hansen nielsen virtanen korhonen
""".split()

# Places, peoples, months and makes that are given names or surnames too.
NOT_ONLY_NAMES = """
adelaide africa alexandria america april asia atlanta august austin benz bentley berlin bethlehem boston brazil
britain brooklyn burma cairo carolina catalina chad charlotte chelsea chevy chile china christian christmas columbia
cuba dakota dallas delhi denver detroit diesel dodge easter eden egypt england essex florence florida france genoa
georgia german germany ghana grant greece holland hong houston india indiana iran ireland israel italy jackson jamaica
jersey jordan june kent kenya kong korea leone lexus lima lincoln lisbon london lourdes lucerne madison madrid malta
marathon martinique maryland mercedes mexico miami milan milano monaco montana montreal moscow norfolk norway odessa
orlando oxford panama paris persia peru petra phoenix poland porsche portugal princeton regina reno rico rio roma rome
royce russia samara san santa savannah scotland scott sedona selma seville siena sierra spain st sweden sydney syria
texas teddy toledo trenton trinidad troy tulsa turkey valencia venezia venice verona victoria vienna virginia wales
warsaw washington wellington wisconsin york zurich pluto mercury venus jupiter mars saturn apollo athena atlas jasper
magnolia azalea begonia dahlia camellia
""".split()

# Everyday words that are far better known as names.
CHIEFLY_NAMES = """
alexandra andre barney ben bill billy bob bobby bonnie brad carol chuck colleen dale dan dean derrick diana dick don
doug drew ed eddy francis frank gene grace hank harry jack jake jerry jess jimmy joan joe joey john johnny josh ken
kitty lance larry lee marc maria mark mary matt max mike miles nick noel pat patty paul pedro penny pete peter phil
phoebe ralph randy ray rick rob roger ron ruth sally sam sean seth sharon stuart sue ted terry tim tom tommy tony vic
wade wes will smith jones johnson williams davis wilson moore taylor thomas martin harris clark lewis robinson allen
scott nelson adams mitchell campbell roberts phillips evans collins edwards stewart morris murphy rogers
""".split()


def folded(name: str) -> str:
    plain = name.lower().replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("ı", "i")
    plain = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in plain if not unicodedata.combining(c))


def census(archive: pathlib.Path, name: str, count: int) -> list[str]:
    with tarfile.open(archive) as tar:
        text = tar.extractfile(f"names-0.3.0/names/{name}").read().decode()
    return [line.split()[0].lower() for line in text.splitlines()[:count]]


def literals(source: str, wanted: str) -> list[str]:
    """The strings that a Faker provider's class gives for the names asked for, in its own order."""
    values = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and re.fullmatch(wanted, getattr(node.targets[0], "id", "")):
            values += [c.value for c in ast.walk(node.value) if isinstance(c, ast.Constant)]
    return [value for value in values if isinstance(value, str)]


def main(downloads: pathlib.Path, dictionary: pathlib.Path, output: pathlib.Path) -> None:
    names = next(downloads.glob("names-0*.tar.gz"))
    given = set(census(names, "dist.female.first", GIVEN_PER_SEX))
    given |= set(census(names, "dist.male.first", GIVEN_PER_SEX))
    given |= set(MORE_GIVEN)
    surnames = set(census(names, "dist.all.last", SURNAMES))

    surnames |= set(MORE_SURNAMES)

    faker = zipfile.ZipFile(next(downloads.glob("[fF]aker-*.whl")))
    for locale in LOCALES + ROMANIZED:
        source = faker.read(f"faker/providers/person/{locale}/__init__.py").decode()
        form = "_romanized" if locale in ROMANIZED else ""
        for target, kind in ((given, "first"), (surnames, "last")):
            found = [folded(name) for name in literals(source, f"{kind}{form}_names?(_female|_male|_unisex)?")]
            # Female names come before male ones in most locales: as many of each half.
            middle = len(found) // 2
            target |= set(found[:middle][:PER_LOCALE]) | set(found[middle:][:PER_LOCALE])

    words = {word for word in dictionary.read_text().split() if word == word.lower()}
    everyday = (words | set(NOT_ONLY_NAMES)) - set(CHIEFLY_NAMES)

    output.mkdir(parents=True, exist_ok=True)
    for file, values in (("given-names.txt", given), ("surnames.txt", surnames)):
        kept = sorted(value for value in values if re.fullmatch(r"[a-z]{2,}", value))
        lines = [value + ("~" if value in everyday else "") for value in kept]
        (output / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{file}: {len(lines)}, of which everyday words {sum('~' in line for line in lines)}")


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:4]))
