"""What the teacher's pages show: each module reads what one page needs and fills its model.

Plain functions of a connection, a course and the present. Queries are few and do not grow with the class.
"""
