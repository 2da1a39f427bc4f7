//! Administrative divisions of China (GB/T 2260), as far as an ID number names them.

/// Code, English and Chinese names of the divisions at the level of a province. 81 to 83 are the residence permits for people
/// of Hong Kong, Macao and Taiwan.
const PROVINCES: [(u8, &str, &str); 34] = [
    (11, "Beijing", "北京市"),
    (12, "Tianjin", "天津市"),
    (13, "Hebei", "河北省"),
    (14, "Shanxi", "山西省"),
    (15, "Inner Mongolia", "内蒙古自治区"),
    (21, "Liaoning", "辽宁省"),
    (22, "Jilin", "吉林省"),
    (23, "Heilongjiang", "黑龙江省"),
    (31, "Shanghai", "上海市"),
    (32, "Jiangsu", "江苏省"),
    (33, "Zhejiang", "浙江省"),
    (34, "Anhui", "安徽省"),
    (35, "Fujian", "福建省"),
    (36, "Jiangxi", "江西省"),
    (37, "Shandong", "山东省"),
    (41, "Henan", "河南省"),
    (42, "Hubei", "湖北省"),
    (43, "Hunan", "湖南省"),
    (44, "Guangdong", "广东省"),
    (45, "Guangxi", "广西壮族自治区"),
    (46, "Hainan", "海南省"),
    (50, "Chongqing", "重庆市"),
    (51, "Sichuan", "四川省"),
    (52, "Guizhou", "贵州省"),
    (53, "Yunnan", "云南省"),
    (54, "Tibet", "西藏自治区"),
    (61, "Shaanxi", "陕西省"),
    (62, "Gansu", "甘肃省"),
    (63, "Qinghai", "青海省"),
    (64, "Ningxia", "宁夏回族自治区"),
    (65, "Xinjiang", "新疆维吾尔自治区"),
    (81, "Hong Kong", "香港特别行政区"),
    (82, "Macao", "澳门特别行政区"),
    (83, "Taiwan", "台湾省"),
];

/// `1301\t石家庄市`, also divisions that are no more: a number keeps the code of its day.
const PREFECTURES: &str = include_str!("../data/prefectures.tsv");

/// The six digits that an ID number begins with. Where somebody lived is personal data: `Debug` prints nothing of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Region(u32);

impl Region {
    pub(crate) const fn new(code: u32) -> Self {
        Self(code)
    }

    /// The code, six digits.
    pub const fn code(self) -> u32 {
        self.0
    }

    /// The province's English and Chinese names.
    pub fn province(self) -> (&'static str, &'static str) {
        let code = u8::try_from(self.0 / 10_000).unwrap_or_default();
        Self::province_names(code).unwrap_or_default()
    }

    /// The prefecture's Chinese name; `None` for the four municipalities, which have none, and for codes that the table does
    /// not know.
    pub fn prefecture(self) -> Option<&'static str> {
        let code = format!("{:04}", self.0 / 100);
        PREFECTURES.lines().find_map(|line| line.strip_prefix(&code)?.strip_prefix('\t'))
    }

    pub(crate) fn province_names(code: u8) -> Option<(&'static str, &'static str)> {
        PROVINCES.iter().find(|(known, _, _)| *known == code).map(|(_, en, zh)| (*en, *zh))
    }
}

impl std::fmt::Debug for Region {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Region(*)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Protects the table: every line is four digits and a name, in order, in a province that is known.
    #[test]
    fn the_table_is_whole() {
        let mut last = 0;
        for line in PREFECTURES.lines() {
            let (code, name) = line.split_once('\t').unwrap();
            let number: u32 = code.parse().unwrap();
            assert!(code.len() == 4 && number > last && !name.trim().is_empty(), "{line}");
            assert!(Region::province_names(u8::try_from(number / 100).unwrap()).is_some(), "{line}");
            last = number;
        }
        assert!(PREFECTURES.lines().count() > 300);
    }

    // What a screen shows.
    #[test]
    fn names() {
        assert_eq!(Region::new(110_105).province(), ("Beijing", "北京市"));
        assert_eq!(Region::new(110_105).prefecture(), None);
        assert_eq!(Region::new(440_305).prefecture(), Some("深圳市"));
        // A division of before 1997, which numbers of living people begin with.
        assert_eq!(Region::new(510_200).prefecture(), Some("重庆市"));
    }
}
