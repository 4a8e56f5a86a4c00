"""What helped, on a page of the pathway: nothing of an activity is said before thirty pairs of results."""

from teacher_school import work


def test_the_page_says_what_there_is_and_what_is_too_little_to_say(teacher, school):
    teacher.publish()
    assert "pathway/helped" in teacher.open("pathway")
    assert "No results yet" in teacher.open("pathway/helped")
    work(school, "maya", ("juice-stand", "juice-stand"), 0.2)
    standard = next(iter(school.standards.values()))
    teacher.send("support", person=school.people["maya"], standard=standard)
    work(school, "maya", ("juice-stand",), 0.9, start=10_000)
    text = teacher.open("pathway/helped")
    assert "1 activity has fewer than 30 pairs of results" in text
    assert "Around 1 step: the result before was 20 of 100, the one after it 90." in text
    assert "Nothing is mastered yet." in text
