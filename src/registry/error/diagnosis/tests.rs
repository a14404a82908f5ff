use super::*;

fn class(failures: &[Error]) -> Class {
    Error::Mirrors {
        registry: "h.example".parse().unwrap(),
        failures: failures.to_vec(),
    }
    .class()
}

#[test]
fn a_no_of_mirrors_is_none_of_the_registry() {
    let no = Error::NoSuchTag {
        host: "a".to_owned(),
        message: None,
        is_web_page: false,
    };
    let no_answer = Error::Protocol {
        host: "b".to_owned(),
        cause: String::new(),
    };
    let wrong = Error::Setup {
        cause: String::new(),
    };
    assert_eq!(class(&[no.clone(), no.clone()]), Class::NoAnswer);
    assert_eq!(class(&[no.clone(), no_answer.clone()]), Class::NoAnswer);
    assert_eq!(class(&[no.clone(), wrong.clone()]), Class::WrongQuestion);
    assert_eq!(class(&[wrong, no_answer]), Class::WrongQuestion);
}
