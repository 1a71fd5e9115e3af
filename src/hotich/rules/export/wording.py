"""The words, in Vietnamese and English, for what the rules themselves call by a code."""

TYPES = {
    "row": ("số thứ tự", "row number"),
    "number": ("số/năm", "number/year"),
    "book": ("quyển/năm", "book/year"),
    "page": ("số trang", "page number"),
    "date": ("ngày", "date"),
    "adult_date": ("ngày hoặc tuổi", "date or age"),
    "date_words": ("ngày bằng chữ", "date in words"),
    "code": ("mã", "code"),
    "name": ("họ và tên", "name"),
    "place": ("nơi, địa chỉ", "place"),
    "people": ("dân tộc", "ethnicity"),
    "nation": ("quốc tịch", "nationality"),
    "office": ("cơ quan", "office"),
    "personal_number": ("số định danh", "personal number"),
    "paper_number": ("số giấy tờ", "paper number"),
    "text": ("chữ", "text"),
    "wording": ("chữ, đúng từng chữ", "text, to the letter"),
}
"""Types of fields."""

LIMITS = {
    "on_time_days": ("Khai sinh đúng hạn: số ngày", "Birth registered on time: days"),
    "death_on_time_days": ("Khai tử đúng hạn: số ngày", "Death registered on time: days"),
    "mother_age": ("Tuổi mẹ khi sinh con, từ – đến", "Mother’s age at the birth, from – to"),
    "father_age": ("Tuổi cha khi sinh con, từ – đến", "Father’s age at the birth, from – to"),
    "parent_least_age": ("Tuổi cha, mẹ dưới mức này là lỗi", "Parent younger than this: error"),
    "recognised_gap": (
        "Người nhận và con cách nhau ít nhất (tuổi)",
        "Recognised parent and child: least difference in age",
    ),
    "adoption_gap": (
        "Cha, mẹ nuôi hơn con nuôi ít nhất (tuổi)",
        "Adopter and child: least difference in age",
    ),
    "adopted_below_age": ("Con nuôi dưới (tuổi)", "Adopted child younger than"),
    "oldest_birth_year": (
        "Năm sinh sớm nhất không cảnh báo",
        "Earliest birth year without warning",
    ),
    "oldest_age": ("Tuổi cao nhất không cảnh báo", "Highest age without warning"),
    "husband_least_age": ("Tuổi kết hôn của nam", "Least age of a husband"),
    "wife_least_age": ("Tuổi kết hôn của nữ", "Least age of a wife"),
    "full_marriage_age_from": (
        "Tính đủ tuổi kết hôn từ ngày",
        "Full years count for marriage from",
    ),
    "certificate_least_age": (
        "Tuổi được xác nhận tình trạng hôn nhân",
        "Least age for a marital-status certificate",
    ),
    "adult_age": ("Tuổi thành niên", "Adult age"),
    "paper_least_age": ("Tuổi được cấp giấy tờ tùy thân", "Least age for an identity paper"),
    "children_have_cards_from": (
        "Trẻ dưới tuổi đó được cấp căn cước từ ngày",
        "Younger children may have a card from",
    ),
    "bytes_per_a4": ("Dung lượng PDF mỗi trang A4 (byte)", "PDF size for an A4 page (bytes)"),
    "heavy_file_factor": ("PDF nặng gấp … lần thì cảnh báo", "PDF warned about at … times that"),
    "twin_numbers": ("Sinh đôi: số đăng ký cách nhau không quá", "Twins: numbers at most … apart"),
    "near_days": ("Ngày đăng ký gần nhau: số ngày", "Registration dates near each other: days"),
}
"""Figures that the checks go by (checks.Limits)."""

FAMILIES = {
    "form": ("mẫu in sẵn", "printed form"),
    "ledger": ("dòng, trang mở đôi", "rows, spread"),
}
"""Families of layouts."""

OURS = (
    "Bộ cột do phần mềm tự đặt, chưa có mẫu của Bộ",
    "columns are ours, no layout of the Ministry’s is known",
)
"""Said of kinds without a known import layout."""

FACTS = {
    "field": ("tên trường", "field"),
    "flag": ("lý do không có giá trị", "why there is no value"),
    "value": ("giá trị đã ghi", "value"),
    "expected": ("số đúng thứ tự", "number in turn"),
    "book": ("quyển đang nhập", "book at hand"),
    "number_year": ("năm của số", "year of the number"),
    "year": ("năm", "year"),
    "book_year": ("năm mở sổ", "year of the book"),
    "pages": ("số trang của sổ", "pages of the book"),
    "codes": ("các mã", "codes"),
    "letters": ("các chữ lạ", "strange letters"),
    "proposal": ("đề xuất", "proposal"),
    "birth": ("ngày sinh", "birth date"),
    "sex": ("giới tính", "sex"),
    "name": ("tên", "name"),
    "kilobytes": ("dung lượng", "size"),
    "limit": ("mức", "limit"),
    "sheets": ("số trang", "pages"),
    "others": ("các trường hợp khác", "other entries"),
    "registered": ("ngày đăng ký", "registration date"),
    "parent_birth": ("ngày sinh cha, mẹ", "parent’s birth date"),
    "youngest": ("tuổi thấp nhất", "lowest age"),
    "oldest": ("tuổi cao nhất", "highest age"),
    "parentage": ("loại khai sinh", "parentage"),
    "child": ("của con", "child’s"),
    "parents": ("của cha, mẹ", "parents’"),
    "words": ("ngày bằng chữ", "date in words"),
    "death": ("ngày chết", "death date"),
    "notice": ("ngày báo tử", "notice date"),
    "wedding": ("ngày kết hôn", "wedding date"),
    "other_number": ("số kia", "other number"),
    "first": ("ngày thứ nhất", "first date"),
    "number": ("số đăng ký", "number"),
    "second": ("ngày thứ hai", "second date"),
    "judgment": ("ngày bản án", "judgment date"),
    "child_birth": ("ngày sinh con", "child’s birth date"),
    "recognition": ("loại xác nhận", "recognition kind"),
    "since": ("từ ngày", "from"),
    "until": ("đến ngày", "to"),
    "issued": ("ngày cấp", "issue date"),
    "count": ("số lượng", "count"),
    "numbers": ("các số", "numbers"),
    "total": ("số khi khóa sổ", "closing total"),
    "scanned": ("số trang đã quét", "pages scanned"),
    "rows": ("số dòng", "rows"),
    "pdfs": ("số tệp PDF", "PDFs"),
    "released": ("số đã phát hành", "released"),
    "place": ("nơi thiếu", "place"),
    "names": ("các tên", "names"),
    "other_book": ("quyển kia", "other book"),
    "books": ("các quyển", "books"),
    "alike": ("những chỗ giống nhau", "what is alike"),
    "phase": ("giai đoạn", "phase"),
    "other_value": ("số định danh kia", "other personal number"),
    "other_name": ("tên kia", "other name"),
}
"""Facts that fill the sentences of checks, by their names without _vi and _en."""
