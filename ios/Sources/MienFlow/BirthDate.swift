import Mien

/// A birth date as somebody types it: eight digits, year first, with whatever they put between them.
public enum BirthDate {
    /// The digits with hyphens where they belong, for the field.
    public static func shown(_ text: String) -> String {
        let digits = Array(digits(text).prefix(8))
        return [0..<4, 4..<6, 6..<8].map { String(digits[$0.clamped(to: 0..<digits.count)]) }.filter { !$0.isEmpty }
            .joined(separator: "-")
    }

    /// What is to be said while it is typed. Whether the day has come the core knows.
    public static func check(_ text: String) -> FieldCheck {
        let count = digits(text).count
        if count > 8 { return .wrong(.birthDate) }
        if count < 8 { return .incomplete }
        return day(text) == nil ? .wrong(.birthDate) : .complete
    }

    /// The day, if there is one.
    static func day(_ text: String) -> CalendarDate? {
        let digits = digits(text).compactMap(\.wholeNumberValue)
        guard digits.count == 8 else { return nil }
        let number = digits.reduce(0) { $0 * 10 + $1 }
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100)
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1850...2199).contains(year), (1...12).contains(month), (1...days[month - 1]).contains(day) else { return nil }
        return CalendarDate(year: UInt16(year), month: UInt8(month), day: UInt8(day))
    }

    private static func digits(_ text: String) -> [Character] {
        text.filter { ("0"..."9").contains($0) }
    }
}
