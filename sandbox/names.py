"""Invented names for the sandbox school; any likeness to a living person is chance."""

STUDENTS: tuple[tuple[str, str], ...] = (
    ("Maya", "Okafor"),
    ("Caleb", "Thompson"),
    ("Priya", "Nair"),
    ("Aaliyah", "Jefferson"),
    ("Diego", "Castillo"),
    ("Noah", "Bergström"),
    ("Linh", "Tran"),
    ("Samuel", "Adeyemi"),
    ("Zahra", "Haidari"),
    ("Ethan", "Kowalski"),
    ("Sofía", "Mendoza"),
    ("Isaiah", "Brooks"),
    ("Mei", "Zhang"),
    ("Lucas", "Ferreira"),
    ("Amina", "Yusuf"),
    ("Jack", "O'Connell"),
    ("Valentina", "Rojas"),
    ("Owen", "Whitehorse"),
    ("Hana", "Sato"),
    ("Malik", "Washington"),
    ("Ana-Lucía", "Herrera Gómez"),
    ("Tyler", "Nguyen"),
    ("Fatima", "Al-Sayed"),
    ("Grace", "Kim"),
    ("Mateo", "Vargas"),
    ("Chloe", "Dubois"),
    ("Elijah", "Carter"),
    ("Nadia", "Petrova"),
    ("Kai", "Kealoha"),
    ("Ruth", "Goldberg"),
    ("Arjun", "Patel"),
    ("Ximena", "Flores"),
    ("Daniel", "Osei"),
    ("Leila", "Rahimi"),
    ("Henry", "Clark"),
    ("Naomi", "Begay"),
)
"""Given and family name; the order fixes who sits in which section."""

TEACHERS: tuple[tuple[str, str], ...] = (("Rosa", "Alvarez"), ("Daniel", "Reed"))
ADMIN: tuple[str, str] = ("Ines", "Duarte")
TEST_STUDENT: tuple[str, str] = ("Test", "Student")
